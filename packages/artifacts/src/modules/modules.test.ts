import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openStore } from '../store/store.ts';
import { readSources, writeSources } from './kept-sources.ts';
import { loadModule } from './load-module.ts';
import { hashSources, readModuleSources } from './module-sources.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'sightline-modules-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes files and reads the first of them with what it imports. */
async function sourcesOf(files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return readModuleSources(join(folder, Object.keys(files)[0] as string));
}
const provided = { '@sightline/engine': async () => ({ tf: { version: 'ours' } }) };
const load = async (files: Readonly<Record<string, string>>) => loadModule(await sourcesOf(files), provided);

const NETWORK = {
  'pets/network.ts': [
    "import { tf } from '@sightline/engine';",
    "import { width, type Named } from '../shared/layers.js';",
    "import sizes from './sizes.json' with { type: 'json' };",
    "import { basename } from 'node:path';",
    'enum Kind { Small, Large }',
    'export const build = (named: Named): unknown => [tf.version, width, sizes, basename(named.name), Kind.Large];',
    "export const later = async () => (await import('./later')).value;",
    'export default class Own { static #made = 1; static made = (): number => this.#made; }',
  ].join('\n'),
  'pets/sizes.json': '[1, 2]',
  'pets/later.ts': 'export const value: number = 7;',
  'shared/layers.ts': 'export interface Named { name: string }\nexport const width = 3;',
};

it('runs TypeScript with what it imports: local files, shared and installed packages', async () => {
  const { exported } = await load(NETWORK);
  const build = exported('build') as (named: object) => unknown;
  expect(build({ name: 'a/b' })).toEqual(['ours', 3, [1, 2], 'b', 1]);
  await expect((exported('later') as () => Promise<number>)()).resolves.toBe(7);
  expect((exported('default') as { made(): number }).made()).toBe(1);
});

it('has another hash when any of its files changes, and the same wherever its folder is', async () => {
  const before = await sourcesOf(NETWORK);
  expect([...before.files.keys()].toSorted()).toEqual(Object.keys(NETWORK).toSorted());
  const moved = Object.fromEntries(Object.entries(NETWORK).map(([path, text]) => [`elsewhere/${path}`, text]));
  expect(hashSources(await sourcesOf(moved))).toBe(hashSources(before));
  for (const changed of Object.keys(NETWORK)) {
    const altered = { ...NETWORK, [changed]: `${NETWORK[changed as keyof typeof NETWORK]} ` };
    expect(hashSources(await sourcesOf(altered))).not.toBe(hashSources(before));
  }
});

it('is kept in an artifact, and runs from there when its files are gone', async () => {
  const store = openStore(join(folder, 'store'));
  const sources = await sourcesOf(NETWORK);
  const lineage = { stage: 'train', stageVersion: 1, input: {}, parents: [] };
  const ref = await store.create('trained-model', lineage, (writer) => writeSources({ model: sources }, writer));
  await rm(join(folder, 'pets'), { recursive: true });
  const kept = await readSources(store, ref, 'model');
  expect(kept).toEqual(sources);
  expect(await readSources(store, ref, 'loss')).toBeUndefined();
  const { exported } = await loadModule(kept as typeof sources, provided);
  expect((exported('default') as { made(): number }).made()).toBe(1);
});

describe('refuses, with file and line,', () => {
  it.each([
    [
      'a missing import',
      { 'network.ts': "import './layer.ts';" },
      /\.\/layer\.ts, which .*network\.ts imports, does not/,
    ],
    [
      'a syntax error',
      { 'network.ts': 'const a = 1;\nconst b = ;' },
      /network\.ts:2 is not .*: Expression expected\.\n {2}2 \| const b = ;/,
    ],
    [
      'a module that throws while it loads',
      { 'network.ts': "import './layers.ts';", 'layers.ts': '\ninterface A {}\nthrow new Error("no luck");' },
      /Loading .*network\.ts failed at .*layers\.ts:3:\d+: Error: no luck\n {2}3 \| throw new Error/,
    ],
    ['a package that is not installed', { 'network.ts': "import 'left-pad-x';" }, /npm install left-pad-x/],
  ])('%s', async (_, files, message) => {
    await expect(load(files)).rejects.toThrow(message);
  });

  it('a missing module', async () => {
    const missing = readModuleSources(join(folder, 'network.ts'));
    await expect(missing).rejects.toThrow(/The module .*network\.ts does not exist/);
  });

  it('an export that there is not', async () => {
    const { exported } = await load({ 'network.ts': 'export const build = 1, other = 2;' });
    expect(() => exported('biuld')).toThrow(/exports no "biuld"\. Did you mean "build"\? It exports: build, other\./);
  });

  it('what its functions throw, at once or later', async () => {
    const module = await load({
      'network.ts':
        'type A = 1;\nexport function now() {\n  return nothing.x;\n}\nexport async function later() { now(); }',
    });
    const message =
      /build of network\.ts failed at .*network\.ts:3:\d+: ReferenceError: nothing is not defined\n {2}3 \| return nothing\.x;/;
    expect(() => module.call('build of network.ts', module.exported('now') as () => void)).toThrow(message);
    await expect(module.call('build of network.ts', module.exported('later') as () => Promise<void>)).rejects.toThrow(
      message,
    );
  });
});
