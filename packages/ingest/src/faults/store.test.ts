import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, runStage } from '@sightline/artifacts';
import { type ArtifactRef, ingestInputSchema } from '@sightline/contracts';
import { type Dataset, openDataset } from '../dataset/dataset.ts';
import { openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingestStage } from '../stages.ts';
import { goodImages, wholeArtifacts } from './fault.fixture.ts';

let place: Workplace;
let ref: ArtifactRef;
beforeEach(async () => {
  place = await openWorkplace();
  await writeFiles(place.source, { ...(await goodImages()), 'cat/empty.png': '' });
  ref = (await run()).dataset;
});
afterEach(() => place.remove());

/** As another process that opens the store. */
const another = () => createContext({ root: join(place.root, 'store') });
const run = () =>
  runStage(
    ingestStage,
    ingestInputSchema.parse({ source: { path: place.source }, maxQuarantinedFraction: 0.5 }),
    another(),
  );
const readWhole = async (): Promise<Dataset> => {
  const dataset = await openDataset(another().artifacts, ref);
  for (const sample of dataset.samples) await dataset.read(sample);
  return dataset;
};
const placeOf = async (name: string) => {
  if (name === 'manifest') return join(place.root, 'store/manifests', ref.id.slice(0, 2), `${ref.id}.json`);
  return another().artifacts.filePath(ref, name);
};

const files = ['manifest', 'shards/000000.tar', 'index.parquet', 'schema.json', 'statistics.json', 'quarantine.json'];
const damages: [string, (bytes: Buffer, path: string) => Promise<void>][] = [
  [
    'F29 a bit flip',
    (bytes, path) =>
      writeFile(path, bytes.fill(bytes[532 % bytes.length]! ^ 4, 532 % bytes.length, (532 % bytes.length) + 1)),
  ],
  ['F30 a truncated file', (bytes, path) => writeFile(path, bytes.subarray(0, bytes.length / 2))],
  ['F30 an emptied file', (_, path) => writeFile(path, '')],
  ['F31 a missing file', (_, path) => rm(path)],
];

describe.each(damages)('%s', (_, damage) => {
  it.each(files)('(%s) is noticed and never served; the stage computes the same again', async (name) => {
    const whole = await readWhole();
    const path = await placeOf(name);
    await damage(await readFile(path), path);
    await expect(readWhole()).rejects.toMatchObject({
      code: expect.stringMatching(/^artifacts\/(corrupt|not-found)$/),
      message: expect.stringMatching(/Run again the stage that made (it|them)\.|There is no dataset/),
    });
    expect((await run()).dataset).toEqual(ref);
    expect((await readWhole()).samples).toEqual(whole.samples);
    expect(await wholeArtifacts(place)).toEqual([ref.id]);
  });

  it('of a shard of a dataset that is open is noticed too', async () => {
    const dataset = await openDataset(another().artifacts, ref);
    const [first] = dataset.samples;
    await dataset.read(first!);
    const path = await placeOf('shards/000000.tar');
    await damage(await readFile(path), path);
    const reading = Promise.all(dataset.samples.map((sample) => dataset.read(sample)));
    await expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/^artifacts\/(corrupt|not-found)$/) });
  });
});

it('F29 a bit flip in the stage cache is a result of an earlier run no more', async () => {
  const [key = ''] = await place.context.artifacts.backend.list('pointers/stages/ingest/');
  const pointer = join(place.root, 'store', key);
  for (const text of ['{', '{"dataset":7}', (await readFile(pointer, 'utf8')).replace(ref.id, 'f'.repeat(64))]) {
    await writeFile(pointer, text);
    expect((await run()).dataset).toEqual(ref);
  }
});
