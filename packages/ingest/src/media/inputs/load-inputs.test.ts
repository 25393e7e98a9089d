import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type StageContext } from '@sightline/artifacts';
import { preprocessSchema } from '@sightline/contracts';
import { type Dataset, openDataset } from '../../dataset/dataset.ts';
import { ingestArrays } from '../../ingest-arrays.ts';
import { loadInputs } from './load-inputs.ts';
import { loadPixels } from './load-pixels.ts';
import { scalePixels } from '../scale.ts';

const COUNT = 300;
const preprocess = preprocessSchema.parse({ width: 2, height: 1, channels: 1, mean: [0.3], std: [0.7] });

describe('the inputs of samples', () => {
  let folder: string;
  let context: StageContext;
  let dataset: Dataset;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-inputs-'));
    context = createContext({ root: folder });
    const pixels = Uint8Array.from({ length: 2 * COUNT }, (_, index) => index % 251);
    const labels = Array.from({ length: COUNT }, (_, index) => (index % 2 === 0 ? 'a' : 'b'));
    const { dataset: ref } = await ingestArrays({ pixels, width: 2, height: 1, channels: 1, labels }, context);
    dataset = await openDataset(context.artifacts, ref);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are those of their pixels, in order, in batches with their samples', async () => {
    const samples = dataset.samples.toReversed();
    const expected = scalePixels(await loadPixels(dataset, samples, preprocess, context), preprocess);
    const batches = [];
    for await (const batch of loadInputs(dataset, { samples, preprocess }, context)) batches.push(batch);
    expect(batches.map(({ inputs }) => inputs.shape)).toEqual([
      [256, 1, 2, 1],
      [44, 1, 2, 1],
    ]);
    expect(batches.flatMap((batch) => batch.samples)).toEqual(samples);
    expect(batches.flatMap(({ inputs }) => [...inputs.data])).toEqual([...expected]);
  });

  it('are none of no samples, and stop when cancelled, or when nobody reads on', async () => {
    expect((await loadInputs(dataset, { samples: [], preprocess }, context).next()).done).toBe(true);
    const all = { samples: dataset.samples, preprocess };
    const stop = new AbortController();
    const cancelled = loadInputs(dataset, all, { ...context, signal: stop.signal });
    await cancelled.next();
    stop.abort(new Error('stopped by hand'));
    await expect(cancelled.next()).rejects.toThrow('stopped by hand');
    for await (const { samples } of loadInputs(dataset, all, context)) {
      expect(samples).toHaveLength(256);
      break;
    }
  });

  it('are refused of images where clips are wanted', async () => {
    const clips = preprocessSchema.parse({ kind: 'clip', frames: 4, width: 2, height: 1, channels: 1 });
    await expect(
      loadInputs(dataset, { samples: dataset.samples, preprocess: clips }, context).next(),
    ).rejects.toMatchObject({
      code: 'ingest/wrong-medium',
      message: expect.stringMatching(/^00000000 is an image, but preprocess\.kind is clip\. Leave kind/),
    });
  });
});
