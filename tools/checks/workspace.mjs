// @ts-check
// The packages of this repository, as their manifests describe them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Package
 * @property {string} name `@sightline/…`
 * @property {string} folder relative to the root, with forward slashes
 * @property {number | undefined} layer from the `layer:N` tag; a package may import only from lower layers
 * @property {boolean} private
 * @property {string[]} commands paths of the programs that npm links, relative to the root
 * @property {Readonly<Record<string, Readonly<Record<string, string>> | string>>} exports what others may import of it
 * @property {string[]} dependencies names of all that it declares for run time
 * @property {string[]} devDependencies
 */

/**
 * Lists the workspace packages of the repository at `root`, in the order of the `workspaces` field, then by name.
 *
 * @param {string} root
 * @returns {Package[]}
 */
export function listPackages(root) {
  /** @type {string[]} */
  const patterns = readJson(join(root, 'package.json')).workspaces;
  const folders = patterns.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    if (!existsSync(join(root, parent))) return [];
    return readdirSync(join(root, parent))
      .toSorted()
      .map((name) => `${parent}/${name}`);
  });
  return folders
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => describe(root, folder));
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {Package}
 */
function describe(root, folder) {
  const manifest = readJson(join(root, folder, 'package.json'));
  /** @type {string[]} */
  const tags = manifest.nx?.tags ?? [];
  const layer = tags.find((tag) => tag.startsWith('layer:'))?.slice('layer:'.length);
  return {
    name: manifest.name,
    folder,
    layer: layer === undefined ? undefined : Number(layer),
    private: manifest.private === true,
    commands: Object.values(manifest.bin ?? {}).map((path) => join(folder, String(path))),
    exports: manifest.exports ?? {},
    dependencies: ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((field) =>
      Object.keys(manifest[field] ?? {}),
    ),
    devDependencies: Object.keys(manifest.devDependencies ?? {}),
  };
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
