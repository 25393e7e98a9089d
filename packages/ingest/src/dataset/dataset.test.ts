import { truncate } from 'node:fs/promises';
import { openStore } from '@sightline/artifacts';
import { type ArtifactRef, ingestInputSchema, preprocessSchema } from '@sightline/contracts';
import sharp from 'sharp';
import { type Dataset, openDataset } from './dataset.ts';
import { greyPng, imagesOf, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingest } from '../ingest.ts';
import { loadEncoded } from '../media/inputs/load-encoded.ts';
import { loadPixels } from '../media/inputs/load-pixels.ts';
import { decodeIndex } from './sample-index.ts';

describe('an opened dataset', () => {
  let place: Workplace;
  let ref: ArtifactRef;
  let dataset: Dataset;
  beforeEach(async () => {
    place = await openWorkplace();
    await writeFiles(place.source, {
      ...(await imagesOf('cat', 30, 1)),
      ...(await imagesOf('dog', 30, 2)),
      'dog/🐕 dog.png': await greyPng([5, 6, 7, 8]),
    });
    ref = (await ingest(ingestInputSchema.parse({ source: { path: place.source } }), place.context)).dataset;
    dataset = await openDataset(place.context.artifacts, ref);
  });
  afterEach(() => place.remove());

  const row = preprocessSchema.parse({ width: 4, height: 1, channels: 1 });

  it('gives back the bytes of each source file', async () => {
    const sample = dataset.samples.find(({ id }) => id === 'dog/🐕 dog.png')!;
    expect(await dataset.read(sample)).toEqual([await greyPng([5, 6, 7, 8])]);
  });

  it('has an index that any Parquet reader opens', async () => {
    const parquet = await place.context.artifacts.read(ref, 'index.parquet');
    expect(parquet.subarray(0, 4).toString()).toBe('PAR1');
    expect(await decodeIndex(parquet, ref.id)).toEqual(dataset.samples);
  });

  it('loads pixels in the order asked for, and reports to the end', async () => {
    const chosen = [dataset.samples[40]!, dataset.samples[3]!, dataset.samples[0]!];
    const pixels = await loadPixels(dataset, chosen, row, place.context);
    expect([...pixels]).toEqual([2, 10, 255, 0, 1, 3, 255, 0, 1, 0, 255, 0]);
    expect(place.events.at(-1)).toEqual({ done: 3, total: 3, unit: 'images', message: 'decoding' });
  });

  it('loads an image over the default limits that ingest was told to let in', async () => {
    const raw = { width: 8_000, height: 7_000, channels: 1 } as const;
    const wide = sharp(Buffer.alloc(56_000_000, 255), { raw }).toColourspace('b-w');
    await writeFiles(place.source, { 'dog/wide.png': await wide.png({ compressionLevel: 1 }).toBuffer() });
    const input = ingestInputSchema.parse({ source: { path: place.source }, limits: { maxPixels: 60_000_000 } });
    const opened = await openDataset(place.context.artifacts, (await ingest(input, place.context)).dataset);
    const [sample] = opened.samples.filter(({ id }) => id === 'dog/wide.png');
    expect([...(await loadPixels(opened, [sample!], row, place.context))]).toEqual([255, 255, 255, 255]);
  });

  it('loads encoded images one after the other, into memory that threads share', async () => {
    const { bytes, offsets, firsts } = await loadEncoded(dataset, dataset.samples, row, place.context);
    expect(bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...firsts]).toEqual([...dataset.samples.keys(), dataset.samples.length]);
    expect(offsets).toHaveLength(dataset.samples.length + 1);
    for (const [index, sample] of dataset.samples.entries())
      expect([Buffer.from(bytes.subarray(offsets[index], offsets[index + 1]))]).toEqual(await dataset.read(sample));
    expect(await loadEncoded(dataset, [], row, place.context)).toMatchObject({
      bytes: { length: 0 },
      offsets: { length: 1 },
      firsts: { length: 1 },
    });
  });

  it('stops loading when cancelled', async () => {
    const context = { signal: place.stop.signal, progress: () => place.stop.abort(new Error('stopped by hand')) };
    await expect(loadPixels(dataset, dataset.samples, row, context)).rejects.toThrow('stopped by hand');
    await expect(loadEncoded(dataset, dataset.samples, row, context)).rejects.toThrow('stopped by hand');
  });

  it('refuses a shard that was cut short, and a dataset that is not there', async () => {
    await truncate(await place.context.artifacts.filePath(ref, 'shards/000000.tar'), 4096);
    const store = openStore(place.context.artifacts.root);
    const reopened = await openDataset(store, ref);
    await expect(reopened.read(dataset.samples[0]!)).rejects.toMatchObject({ code: 'artifacts/corrupt' });
    const missing = openDataset(store, { kind: 'dataset', id: 'f'.repeat(64) });
    await expect(missing).rejects.toMatchObject({ code: 'artifacts/not-found' });
  });
});
