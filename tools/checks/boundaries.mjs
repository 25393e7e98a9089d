// @ts-check
// Boundaries of packages and their rooms: who may import whom and whose fixtures, who may talk to a terminal, and who
// may name a task.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { fixtureProblems } from './fixtures.mjs';
import { readFacts } from './imports.mjs';
import { loadProblems } from './loads.mjs';
import { roomProblems } from './rooms.mjs';
import { sourceFiles, TEST_FILE } from './source-files.mjs';
import { taskNameProblems } from './task-names.mjs';
import { listPackages } from './workspace.mjs';

/**
 * @typedef {import('./workspace.mjs').Package} Package
 * @typedef {{ path: string } & import('./imports.mjs').FileFacts} SourceFile path relative to the root
 */

/** Only this folder may import `@temporalio/*`: everything else stays usable without Temporal. */
const TEMPORAL_FOLDER = 'workflows';
/** Only this package may write to a terminal, besides entry files named `bin.ts` or `…-bin.ts`. */
const TERMINAL_FOLDER = 'packages/cli';
/** What is read: `src` of packages, the page that the server sends, and the tools. */
const SOURCE_FILE = /^(packages\/[^/]+\/(src|web)|workflows\/src|tools)\/.*\.(ts|js|mjs|cjs)$/;
const ENTRY_FILE = /(^|[/-])bin\.ts$/;

/**
 * Checks the packages that have a layer.
 *
 * @param {string} root
 * @returns {Promise<string[]>} one line per violation
 */
export async function checkBoundaries(root) {
  const packages = listPackages(root);
  const files = (await sourceFiles(root))
    .filter((path) => SOURCE_FILE.test(path))
    .map((path) => ({ path, ...readFacts(readFileSync(join(root, path), 'utf8')) }));
  const rootDevDependencies = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies);
  const worlds = packages
    .filter(({ layer, private: hidden }) => layer !== undefined && !hidden)
    .map((owner) => ({
      owner,
      sources: files.filter(({ path }) => path.startsWith(`${owner.folder}/src/`) && path.endsWith('.ts')),
    }));
  return [
    ...worlds.flatMap((world) => violations({ ...world, packages, rootDevDependencies })),
    ...fixtureProblems(worlds),
    ...roomProblems(worlds),
    ...taskNameProblems(files),
    ...loadProblems({ packages: worlds.map(({ owner }) => owner), files }),
  ];
}

/**
 * @param {{ owner: Package, sources: SourceFile[], packages: Package[], rootDevDependencies: string[] }} world
 * @returns {string[]}
 */
export function violations({ owner, sources, packages, rootDevDependencies }) {
  const problems = sources.flatMap((file) => fileProblems(file, owner, packages));
  const production = sources.filter(({ path }) => !TEST_FILE.test(path));
  const used = new Set(production.flatMap(({ imports }) => imports).flatMap(packageOf));
  const known = new Set([owner.name, ...owner.dependencies]);
  for (const name of used) {
    if (!known.has(name))
      problems.push(
        `${owner.folder}: imports ${name}, which its package.json does not declare. Add it to "dependencies".`,
      );
  }
  for (const name of owner.dependencies) {
    if (!used.has(name) && !name.startsWith('@types/'))
      problems.push(`${owner.folder}: declares ${name} and never imports it. Remove it from "dependencies".`);
  }
  const forTests = new Set([
    ...known,
    ...owner.devDependencies,
    ...rootDevDependencies,
    ...packages.map(({ name }) => name),
  ]);
  for (const file of sources) {
    if (!TEST_FILE.test(file.path)) continue;
    for (const name of file.imports.flatMap(packageOf)) {
      if (!forTests.has(name)) problems.push(`${file.path}: imports ${name}, which no package.json declares.`);
    }
  }
  return problems;
}

/**
 * @param {SourceFile} file
 * @param {Package} owner
 * @param {Package[]} packages
 * @returns {string[]}
 */
function fileProblems(file, owner, packages) {
  const problems = file.imports.flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(file.path), specifier);
      if (target.startsWith(`${owner.folder}/`)) return [];
      return [`${file.path}: "${specifier}" leaves the package. Import the other package by its name.`];
    }
    if (specifier.startsWith('@temporalio/') && owner.folder !== TEMPORAL_FOLDER) {
      return [`${file.path}: imports ${specifier}. Only ${TEMPORAL_FOLDER}/ knows Temporal.`];
    }
    const target = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
    if (!target || target === owner) return [];
    if (target.layer !== undefined && owner.layer !== undefined && target.layer < owner.layer) return [];
    return [
      `${file.path}: layer ${owner.layer} imports ${target.name} of layer ${target.layer}. ` +
        'Only lower layers may be imported.',
    ];
  });
  if (file.terminal && owner.folder !== TERMINAL_FOLDER && !ENTRY_FILE.test(file.path) && !TEST_FILE.test(file.path)) {
    problems.push(
      `${file.path}: writes to the terminal. Only ${TERMINAL_FOLDER} and bin files do; ` +
        "use the context's logger or progress.",
    );
  }
  return problems;
}

/**
 * The npm package of a module name; none for a relative path or one of Node's own modules.
 *
 * @param {string} specifier
 * @returns {string[]}
 */
function packageOf(specifier) {
  if (specifier.startsWith('.') || specifier.startsWith('node:') || builtinModules.includes(specifier)) return [];
  return [specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')];
}
