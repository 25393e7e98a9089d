// @ts-check
// What an import of each entry of a package loads before it returns: what needs no network loads no engine, and what a
// worker runs in its own process loads no native code.
import { posix } from 'node:path';

/**
 * @typedef {import('./workspace.mjs').Package} Package
 * @typedef {{ path: string } & import('./imports.mjs').FileFacts} SourceFile path relative to the root
 * @typedef {Readonly<Record<string, readonly string[]>>} Loads by the name of an entry, or by the path of a module
 */

/**
 * What may be loaded: npm packages, and other entries with all that they may load. The paths are modules that are
 * imported on demand in a process that must not crash.
 *
 * @type {Loads}
 */
const LOADS = {
  '@sightline/contracts': ['fastest-levenshtein', 'pure-rand', 'yaml', 'zod'],
  '@sightline/contracts/csv': [],
  '@sightline/contracts/errors': [],
  '@sightline/contracts/json-schema': ['fastest-levenshtein', 'zod'],
  '@sightline/contracts/run': ['zod'],
  '@sightline/contracts/stages': [],
  '@sightline/artifacts/home': ['@sightline/contracts/errors'],
  '@sightline/artifacts/runs': ['@sightline/contracts/errors'],
  '@sightline/artifacts': ['@sightline/contracts', 'canonicalize', 'proper-lockfile'],
  '@sightline/tasks': ['@sightline/contracts'],
  '@sightline/native': ['@sightline/contracts', 'node-api-headers', 'yauzl'],
  '@sightline/engine': ['@sightline/native', '@tensorflow/tfjs-node-gpu'],
  '@sightline/engine/install': ['@sightline/native'],
  '@sightline/ingest/stages': ['@sightline/artifacts'],
  '@sightline/ingest/file-states': ['@sightline/contracts'],
  '@sightline/ingest/format-preparation': [],
  '@sightline/ingest/findings': ['@sightline/contracts'],
  '@sightline/ingest/dataset': ['@sightline/artifacts', 'hyparquet', 'hyparquet-writer'],
  'packages/ingest/src/source-fingerprint.ts': [
    '@sightline/ingest/dataset',
    'csv-parse',
    'fast-xml-parser',
    'hyparquet-compressors',
    'tar-stream',
    'yauzl',
  ],
  '@sightline/ingest': [
    '@sightline/ingest/dataset',
    '@sightline/tasks',
    'csv-parse',
    'fast-xml-parser',
    'hyparquet-compressors',
    'tar-stream',
    'yauzl',
    '@julusian/jpeg-turbo',
    'fast-png',
    'sharp',
  ],
  '@sightline/augment/stages': ['@sightline/artifacts'],
  '@sightline/augment': ['@sightline/ingest', '@sightline/tasks', 'sharp'],
  '@sightline/augment/batch-thread': ['@sightline/ingest', '@sightline/tasks'],
  '@sightline/models/find-weights': ['@sightline/artifacts', 'yauzl'],
  '@sightline/models': ['@sightline/artifacts', '@sightline/engine'],
  '@sightline/trainer/stages': ['@sightline/models/find-weights'],
  '@sightline/trainer': ['@sightline/augment', '@sightline/models'],
  '@sightline/evaluator/stages': ['@sightline/artifacts'],
  '@sightline/evaluator/predictions-file': ['hyparquet', 'hyparquet-writer'],
  '@sightline/evaluator/index-file': ['@sightline/contracts', 'hyparquet', 'hyparquet-writer'],
  '@sightline/evaluator/make-index': ['@sightline/engine', '@sightline/ingest', 'sharp'],
  '@sightline/evaluator': ['@sightline/ingest/dataset', '@sightline/ingest/format-preparation'],
  'packages/evaluator/src/gate/gate.ts': ['@sightline/contracts'],
  'packages/evaluator/src/run-folder.ts': ['@sightline/ingest/dataset', '@sightline/ingest/format-preparation'],
  '@sightline/deployer/stages': ['@sightline/artifacts'],
  '@sightline/deployer/model-client': ['@sightline/contracts'],
  '@sightline/deployer/formats': ['@sightline/engine', 'onnxruntime-node', 'protobufjs'],
  '@sightline/deployer': ['@sightline/ingest/dataset', '@sightline/tasks'],
  '@sightline/server': [
    '@sightline/evaluator/index-file',
    '@sightline/ingest',
    '@sightline/tasks',
    '@fastify/multipart',
    'fastify',
  ],
  '@sightline/server/local-model': ['@sightline/evaluator/index-file', '@sightline/ingest', '@sightline/tasks'],
  '@sightline/server/batch': ['@sightline/evaluator/predictions-file', '@sightline/ingest', '@sightline/tasks'],
  '@sightline/server/inference-process': ['onnxruntime-node'],
  '@sightline/workflows/definitions': ['@sightline/contracts/stages', '@temporalio/common', '@temporalio/workflow'],
  '@sightline/workflows/journal': ['@sightline/contracts/run'],
  '@sightline/workflows/firings': ['@sightline/artifacts'],
  '@sightline/workflows/service': ['@sightline/contracts'],
  '@sightline/workflows/service-bin': [
    'workflows/src/connection/connect.ts',
    '@sightline/artifacts',
    '@temporalio/common',
  ],
  '@sightline/workflows/stages': [
    '@sightline/augment/stages',
    '@sightline/deployer/stages',
    '@sightline/evaluator/stages',
    '@sightline/ingest/stages',
    '@sightline/trainer/stages',
  ],
  '@sightline/workflows/stage-process': ['@sightline/workflows/stages'],
  '@sightline/workflows/batch-process': ['@sightline/server/batch'],
  '@sightline/workflows/worker-bin': [
    'workflows/src/connection/connect.ts',
    '@sightline/artifacts',
    '@temporalio/common',
    '@temporalio/worker',
  ],
  'workflows/src/activities/activities.ts': [
    '@sightline/workflows/stages',
    '@temporalio/activity',
    '@temporalio/common',
  ],
  '@sightline/workflows': ['workflows/src/connection/connect.ts', '@sightline/artifacts', '@temporalio/common'],
  'workflows/src/connection/connect.ts': [
    '@grpc/grpc-js',
    '@sightline/contracts',
    '@temporalio/client',
    '@temporalio/envconfig',
    '@temporalio/proto',
  ],
  '@sightline/cli': ['@sightline/workflows', 'commander'],
};

/**
 * @param {{ packages: readonly Package[], files: readonly SourceFile[] }} repository packages that are published
 * @param {Loads} [table]
 * @returns {string[]} one line per entry that is missing in the table, loads more than it allows, or less
 */
export function loadProblems({ packages, files }, table = LOADS) {
  const entries = new Map(packages.flatMap(entriesOf));
  const world = { entries, facts: new Map(files.map((file) => [file.path, file])) };
  const missing = [...entries.keys()]
    .filter((name) => !name.endsWith('.json') && !Object.hasOwn(table, name))
    .map((name) => `${name} may be imported, and tools/checks/loads.mjs does not say what that loads. Add a row.`);
  const problems = Object.keys(table).flatMap((name) => {
    const path = entries.get(name) ?? name;
    if (!world.facts.has(path)) return [`tools/checks/loads.mjs: there is no ${name}. Remove the row.`];
    const reached = reachedFrom(path, world);
    return [...excessOf(name, { path, reached, table }), ...unusedOf(name, { reached, table, world })];
  });
  return [...missing, ...problems];
}

/**
 * @param {string} name
 * @param {{ path: string, reached: Map<string, string>, table: Loads }} entry
 * @returns {string[]}
 */
function excessOf(name, { path, reached, table }) {
  const allowed = allowedOf(name, table);
  const own = posix.join(path.split('/src/')[0] ?? '', 'src');
  return [...reached.keys()]
    .filter((found) => !found.startsWith(`${own}/`) && !allowed.has(placeOf(found)))
    .filter((found, index, all) => all.findIndex((other) => placeOf(other) === placeOf(found)) === index)
    .map(
      (found) =>
        `${name} loads ${placeOf(found)}: ${chainTo(found, reached).join(' > ')}. Import it on demand, where it is ` +
        'needed, or allow it in tools/checks/loads.mjs.',
    );
}

/**
 * @param {string} name
 * @param {{ reached: Map<string, string>, table: Loads, world: { entries: Map<string, string> } }} entry
 * @returns {string[]}
 */
function unusedOf(name, { reached, table, world: { entries } }) {
  return (table[name] ?? [])
    .filter((allowed) => !reached.has(entries.get(allowed) ?? allowed))
    .map((allowed) => `${name} does not load ${allowed}. Remove it from tools/checks/loads.mjs.`);
}

/**
 * The npm packages and the folders of packages that an entry may reach.
 *
 * @param {string} name
 * @param {Loads} table
 * @returns {Set<string>}
 */
function allowedOf(name, table) {
  const names = new Set([name]);
  // A set can be added to while it is walked.
  for (const each of names) for (const allowed of table[each] ?? []) names.add(allowed);
  return new Set([...names].map((each) => folderOf(each) ?? each));
}

/**
 * Everything that an import of a module loads, each with what loads it first.
 *
 * @param {string} path
 * @param {{ entries: Map<string, string>, facts: Map<string, SourceFile> }} world
 * @returns {Map<string, string>} paths of modules and names of npm packages
 */
function reachedFrom(path, { entries, facts }) {
  const reached = new Map([[path, '']]);
  for (const from of reached.keys()) {
    for (const specifier of facts.get(from)?.loads ?? []) {
      if (specifier.startsWith('node:')) continue;
      const local = specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : entries.get(specifier);
      const target = local ?? specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
      if (!reached.has(target)) reached.set(target, from);
    }
  }
  return reached;
}

/**
 * @param {string} found
 * @param {Map<string, string>} reached
 * @returns {string[]}
 */
function chainTo(found, reached) {
  const from = reached.get(found);
  return from ? [...chainTo(from, reached), found] : [found];
}

/**
 * The entries of a package with their source files.
 *
 * @param {Package} owner
 * @returns {[name: string, path: string][]}
 */
function entriesOf({ name, folder, exports }) {
  return Object.entries(exports).flatMap(([subpath, target]) => {
    if (subpath === './package.json' || subpath.startsWith('./fixtures/')) return [];
    const source = typeof target === 'string' ? target : (target['@sightline/source'] ?? target['default'] ?? '');
    const path = source.replace(/^\.\/dist\/(.*)\.js$/, './src/$1.ts');
    return [[posix.join(name, subpath), posix.join(folder, path)]];
  });
}

/**
 * What a path or an npm package counts as: a module of this repository, as its package.
 *
 * @param {string} found
 */
function placeOf(found) {
  const folder = /^(?:packages\/)?([a-z]+)\/src\//.exec(found)?.[1];
  return folder === undefined ? found : `@sightline/${folder}`;
}

/**
 * @param {string} name of an entry
 * @returns {string | undefined} the package that it is of
 */
function folderOf(name) {
  return name.startsWith('@sightline/') ? name.split('/', 2).join('/') : undefined;
}
