// @ts-check
// All that Sightline publishes, as tarballs for npm.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { listPackages } from '../checks/workspace.mjs';
import { runCommand } from '../command.mjs';
import { repackage, REPACKAGED } from './repackaged.mjs';

/**
 * @typedef {object} Packed
 * @property {string} name
 * @property {string} version
 * @property {boolean} ours false of a package of others that is published again
 * @property {Record<string, unknown>} manifest
 * @property {string} tarball
 * @property {string} integrity
 * @property {string} shasum
 */

/**
 * Packs every package that can be published, as it is built, and those of others that are published again.
 *
 * @param {string} root of the repository
 * @param {string} folder where the tarballs go
 * @param {AbortSignal} [signal]
 * @returns {Promise<Packed[]>}
 */
export async function pack(root, folder, signal) {
  await mkdir(folder, { recursive: true });
  const again = await mkdtemp(join(tmpdir(), 'sightline-repackaged-'));
  try {
    const ours = listPackages(root)
      .filter((each) => !each.private)
      .map(({ folder: path }) => join(root, path));
    const others = REPACKAGED.map(({ name }) => join(again, basename(name)));
    for (const [index, each] of REPACKAGED.entries()) await repackage(root, each, others[index] ?? again);
    const { code, stdout, output } = await runCommand(
      'npm',
      ['pack', '--json', '--ignore-scripts=false', `--pack-destination=${folder}`, ...ours, ...others],
      { cwd: root, signal },
    );
    if (code !== 0) throw new Error(`npm pack failed:\n${output}`);
    /** @type {{ name: string, version: string, filename: string, integrity: string, shasum: string }[]} */
    const tarballs = Object.values(JSON.parse(stdout.slice(stdout.search(/^[[{]/m))));
    return await Promise.all(
      [...ours, ...others].map(async (source) => {
        const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
        const packed = tarballs.find(({ name }) => name === manifest.name);
        if (!packed) throw new Error(`npm pack made no tarball of ${manifest.name}:\n${output}`);
        const { name, version, filename, integrity, shasum } = packed;
        const tarball = join(folder, basename(filename));
        return { name, version, ours: ours.includes(source), manifest, tarball, integrity, shasum };
      }),
    );
  } finally {
    await rm(again, { recursive: true, force: true });
  }
}
