// @ts-check
// Each package as a user gets it: packed, installed from a registry into an empty project with install scripts, its
// README's code run there.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from '../../pack/pack.mjs';
import { runExamples, typeProblems, writeExamples, writeRequire } from './examples.mjs';
import { listPackages } from '../workspace.mjs';
import { defaultRegistry, install, npm } from './package-managers.mjs';
import { shapeProblems } from './package-shape.mjs';
import { namedToInstall } from './readme-code.mjs';
import { startRegistry } from './registry.mjs';

/** @typedef {import('../../pack/pack.mjs').Packed} Packed */

/**
 * @typedef {object} Bench where packages are installed
 * @property {readonly Packed[]} packed
 * @property {readonly string[]} names of the packages of this repository
 * @property {import('./package-managers.mjs').Registries} registries
 * @property {Install} project an empty project with all packages installed
 */

/** @typedef {(manager: import('./package-managers.mjs').PackageManager) => Promise<string>} Install */

/**
 * Packs every publishable package, checks its published shape, and runs its README's code in a project that has
 * nothing else. One install serves all: that a package declares all that it imports is the boundary check's business.
 * `npm run check:packages` does the same with more package managers and versions of Node.
 *
 * @param {string} root
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>} one entry per violation
 */
export function checkPackedPackages(root, signal) {
  return withPacked(root, { signal }, async ({ packed, names, project }) => {
    const shape = await Promise.all(packed.filter(({ name }) => names.includes(name)).map(shapeProblems));
    const installed = await project(npm);
    const { examples } = await writeExamples(installed, names);
    const types = await typeProblems(installed, examples, { tsc: join(root, 'node_modules', '.bin', 'tsc'), signal });
    return [...shape.flat(), ...types, ...(await projectProblems(installed, names, { signal }))];
  });
}

/**
 * @template T
 * @param {string} root
 * @param {{ signal?: AbortSignal | undefined, caches?: string | undefined }} options `caches` is a folder for what
 *   package managers download, instead of the usual ones
 * @param {(bench: Bench) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withPacked(root, { signal, caches }, use) {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-packed-'));
  try {
    const packed = await pack(root, join(folder, 'tarballs'), signal);
    const names = packed.filter(({ ours }) => ours).map(({ name }) => name);
    const registry = await startRegistry(packed);
    try {
      const registries = { sightline: registry.url, others: await defaultRegistry() };
      const dependencies = await dependenciesOf(root, packed);
      return await use({
        packed,
        names,
        registries,
        async project(manager) {
          const project = join(folder, manager.name.replaceAll(' ', '-'));
          await mkdir(project);
          await install(manager, { project, dependencies, registries, signal, caches });
          return project;
        },
      });
    } finally {
      registry.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What READMEs say to install, in the versions that the packages declare, and what their code is compiled with.
 *
 * @param {string} root
 * @param {readonly Packed[]} packed
 * @returns {Promise<Record<string, string>>}
 */
async function dependenciesOf(root, packed) {
  const ours = packed.filter((each) => each.ours);
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  /** @type {Record<string, string>} */
  const declared = Object.assign({}, ...ours.map(({ manifest }) => manifest.dependencies));
  const readmes = await Promise.all(
    listPackages(root)
      .filter((each) => !each.private)
      .map(({ folder }) => readFile(join(root, folder, 'README.md'), 'utf8')),
  );
  const others = readmes.flatMap(namedToInstall).filter((name) => !ours.some((each) => each.name === name));
  return {
    '@types/node': devDependencies['@types/node'],
    ...Object.fromEntries(others.map((name) => [name, declared[name] ?? 'latest'])),
    ...Object.fromEntries(ours.map(({ name, version }) => [name, version])),
  };
}

/**
 * What does not work in a project: examples of READMEs, and `require`.
 *
 * @param {string} project
 * @param {readonly string[]} names of the packages that are installed in it
 * @param {{ node?: string, signal?: AbortSignal | undefined }} [options] the program of Node
 * @returns {Promise<string[]>}
 */
export async function projectProblems(project, names, options) {
  const { examples, problems } = await writeExamples(project, names);
  return [...problems, ...(await runExamples(project, [...examples, await writeRequire(project, names)], options))];
}
