import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactRef, Lineage } from '@sightline/contracts';
import type { ArtifactStore } from '../store/artifact-store.ts';
import { openStore } from '../store/store.ts';
import { readCatalogue } from './catalogue.ts';

const statistics = {
  samples: 3,
  classes: { cat: 2, dog: 1 },
  splits: { train: { samples: 3, classes: { cat: 2, dog: 1 } } },
  quarantined: 1,
  width: { minimum: 8, maximum: 8 },
  height: { minimum: 8, maximum: 8 },
};

let root: string;
let store: ArtifactStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-catalogue-'));
  store = openStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

function lineageOf(stage: string, input: Lineage['input'], parents: ArtifactRef[] = []): Lineage {
  return { stage, stageVersion: 1, input, parents };
}

function dataset(lineage: Lineage): Promise<ArtifactRef> {
  return store.create('dataset', lineage, async (writer) => void (await writer.addJson('statistics.json', statistics)));
}

/** Damages a file so that its content no longer has the hash that it should have. */
async function damage(folder: string, name: string): Promise<void> {
  const file = join(root, folder, name.slice(0, 2), name);
  await writeFile(file, `${await readFile(file, 'utf8')} `);
}

it('lists every artifact with its stage, its parents and what a dataset holds', async () => {
  const ingested = await dataset(lineageOf('ingest', { source: { kind: 'image-folder', path: '/photos' } }));
  const split = await dataset(lineageOf('split', { seed: 0 }, [ingested]));
  const model = await store.create('model', lineageOf('export', {}), async () => undefined);

  const { entries, unreadable } = await readCatalogue(store);
  expect(unreadable).toEqual([]);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  expect(byId.get(ingested.id)).toMatchObject({ kind: 'dataset', stage: 'ingest', source: '/photos', parents: [] });
  expect(byId.get(split.id)).toMatchObject({ parents: [ingested], statistics: { samples: 3, quarantined: 1 } });
  expect(byId.get(model.id)).toMatchObject({ kind: 'model', stage: 'export' });
  expect(Date.parse(byId.get(split.id)?.madeAt as string)).toBeLessThanOrEqual(Date.now());
});

it('reads no manifest twice, and notices new and removed ones', async () => {
  const first = await dataset(lineageOf('ingest', { name: 'first' }));
  const gone = await dataset(lineageOf('ingest', { name: 'gone' }));
  await readCatalogue(store);
  // What was read before is not read again: damage goes unnoticed here.
  await damage('manifests', `${first.id}.json`);
  await rm(join(root, 'manifests', gone.id.slice(0, 2), `${gone.id}.json`));
  const second = await dataset(lineageOf('ingest', { name: 'second' }));

  const { entries, unreadable } = await readCatalogue(openStore(root));
  expect(entries.map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
  expect(unreadable).toEqual([]);
});

it('names the artifacts that are damaged, and lists the others', async () => {
  const whole = await dataset(lineageOf('ingest', { name: 'whole' }));
  const damaged = await dataset(lineageOf('ingest', { name: 'damaged' }));
  await damage('manifests', `${damaged.id}.json`);
  const { entries, unreadable } = await readCatalogue(store);
  expect(entries.map(({ id }) => id)).toEqual([whole.id]);
  expect(unreadable).toEqual([damaged.id]);
});

it('makes a damaged catalogue again, and writes nothing to an empty store', async () => {
  expect(await readCatalogue(store)).toEqual({ entries: [], unreadable: [] });
  expect(await readdir(root)).toEqual([]);
  const made = await dataset(lineageOf('ingest', {}));
  await readCatalogue(store);
  await writeFile(join(root, 'pointers/catalogue.json'), '{');
  expect((await readCatalogue(store)).entries).toMatchObject([{ id: made.id }]);
});
