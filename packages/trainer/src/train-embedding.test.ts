import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@sightline/artifacts';
import { historySchema, RandomStream, splitInputSchema, taskFileSchema, trainInputSchema } from '@sightline/contracts';
import { ingestArrays, split } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import { train } from './train.ts';

const SIDE = 8;
const IDENTITIES = ['a', 'b', 'c', 'd'];

/** Twenty noisy images of each identity, a bright square in its own corner. */
function images() {
  const random = new RandomStream(3);
  const labels = IDENTITIES.flatMap((name) => Array.from({ length: 20 }, () => name));
  const pixels = Uint8Array.from({ length: labels.length * SIDE * SIDE }, (_, place) => {
    const identity = IDENTITIES.indexOf(labels[Math.floor(place / SIDE ** 2)] as string);
    const [row, column] = [Math.floor(place / SIDE) % SIDE, place % SIDE];
    const isInside = Math.floor(row / 4) === Math.floor(identity / 2) && Math.floor(column / 4) === identity % 2;
    return random.integer(90) + (isInside ? 90 : 0);
  });
  return { pixels, width: SIDE, height: SIDE, channels: 1 as const, labels };
}

describe('training an embedding', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-embedding-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const LOSSES = [
    'tripletSemiHard',
    'tripletHard',
    'contrastive',
    'ntXent',
    'prototypical',
    { kind: 'arcFace', scale: 16 },
    { kind: 'cosFace', scale: 16 },
  ].map((loss) => (typeof loss === 'string' ? { kind: loss } : loss));

  it.each(LOSSES)('learns by $kind, and continues exactly where it was killed', async (loss) => {
    const contextWith = (options: Partial<Parameters<typeof createContext>[0]> = {}) =>
      createContext({ root, ...options });
    const context = contextWith();
    const { dataset: read } = await ingestArrays(images(), context);
    const { dataset } = await split(splitInputSchema.parse({ dataset: read, seed: 1 }), context);
    const input = trainInputSchema.parse({
      dataset,
      preprocess: { width: SIDE, height: SIDE, channels: 1 },
      task: { kind: 'embedding', units: 8, loss },
      model: { architecture: 'cnn', filters: [8], denseUnits: 16 },
      fit: { epochs: 6, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.005 } },
      sampler: { kind: 'classesTimesSamples', samplesPerClass: 4 },
      seed: 2,
    });
    const stopping = new AbortController();
    const dying = contextWith({
      signal: stopping.signal,
      progress: ({ done, unit }) => unit === 'steps' && done === 8 && stopping.abort(),
    });
    await expect(train(input, dying)).rejects.toThrow(/abort/i);
    const continued = await train(input, context);
    expect(await train(input, context)).toEqual(continued);

    const { epochs } = await context.artifacts.readJson(continued.model, 'history.json', historySchema);
    expect(continued.figures['loss']?.value).toBeLessThan(0.75 * (epochs[0]?.training['loss'] as number));
    const { vocabulary } = await context.artifacts.readJson(continued.model, 'task.json', taskFileSchema);
    expect(vocabulary).toMatchObject({ labels: IDENTITIES });
    expect('threshold' in vocabulary && vocabulary.threshold).toBeLessThan(1.41);
    expect('threshold' in vocabulary && vocabulary.threshold).not.toBe(1);
    const model = await loadModel(context.artifacts, continued.model);
    expect(model.outputs.map(({ sourceLayer, shape }) => [sourceLayer.name, shape])).toEqual([
      ['embedding', [null, 8]],
    ]);
    model.dispose();
  });
});
