import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AugmentInput,
  augmentationSchema,
  historySchema,
  type FitSpec,
  ingestInputSchema,
  optimizerSchema,
  RandomStream,
  splitInputSchema,
  type TrainInput,
  trainInputSchema,
  taskFileSchema,
} from '@sightline/contracts';
import { createContext, type StageContext } from '@sightline/artifacts';
import { augment } from '@sightline/augment';
import { tf } from '@sightline/engine';
import { ingest, split } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import sharp from 'sharp';
import { train } from './train.ts';
import { hashWeights, readWeights } from './steps/weights.ts';

/** Bright squares in one of two corners, with noise: easy to tell apart, but not without learning. */
async function writeImages(folder: string): Promise<void> {
  const random = new RandomStream(1);
  for (const [label, corner] of [
    ['left', 1],
    ['right', 7],
  ] as const) {
    await mkdir(join(folder, label), { recursive: true });
    for (let index = 0; index < 40; index++) {
      const pixels = Uint8Array.from({ length: 144 }, (_, place) => {
        const [row, column] = [Math.floor(place / 12), place % 12];
        const inside = row >= 4 && row < 8 && column >= corner && column < corner + 4;
        return random.integer(80) + (inside ? 120 : 0);
      });
      await writeFile(
        join(folder, label, `${index}.png`),
        await sharp(pixels, { raw: { width: 12, height: 12, channels: 1 } })
          .png()
          .toBuffer(),
      );
    }
  }
}

describe('training', () => {
  let root: string;
  let context: StageContext;
  let input: TrainInput;
  const preprocess = { width: 12, height: 12, channels: 1 as const };
  const contextAt = async (options: Partial<Parameters<typeof createContext>[0]> = {}) =>
    createContext({ root: join(root, 'store'), ...options });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-train-'));
    await writeImages(join(root, 'source'));
    context = await contextAt();
    const { dataset } = await ingest(ingestInputSchema.parse({ source: { path: join(root, 'source') } }), context);
    const divided = await split(splitInputSchema.parse({ dataset, seed: 1 }), context);
    const full = trainInputSchema.shape.preprocess.parse(preprocess);
    const { augmentation } = await augment(
      {
        dataset: divided.dataset,
        preprocess: full,
        transforms: [{ kind: 'shift', fraction: [-0.05, 0.05], border: 'constant', probability: 1 }],
        seed: 2,
      },
      context,
    );
    input = trainInputSchema.parse({
      dataset: divided.dataset,
      augmentation,
      preprocess,
      model: { architecture: 'cnn', filters: [4, 8], denseUnits: 16, dropout: 0.3, batchNormalization: true },
      fit: {
        epochs: 6,
        batchSize: 12,
        optimizer: { kind: 'adam', learningRate: 0.01 },
        schedule: { kind: 'cosine', warmupEpochs: 1 },
        restoreBestWeights: false,
      },
      seed: 5,
    });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('learns, and keeps everything that is needed to use the model and to make it again', async () => {
    const lines: string[] = [];
    const output = await train(
      input,
      await contextAt({ logger: { info: (text) => lines.push(text), warn: () => undefined } }),
    );
    expect(output).toMatchObject({ epochs: 6, figures: { accuracy: { value: 1, better: 'higher' } } });
    expect(lines.at(-1)).toMatch(
      /^Epoch 6\/6 - loss: \d\.\d{4} - accuracy: \d\.\d{4} - val loss: \d\.\d{4} - val accuracy: 1\.0000$/,
    );
    const { bestEpoch, epochs } = await context.artifacts.readJson(output.model, 'history.json', historySchema);
    expect(bestEpoch).toBe(output.bestEpoch);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(epochs[5]!.training['loss']).toBeLessThan(epochs[0]!.training['loss']!);
    expect(await context.artifacts.readJson(output.model, 'task.json', taskFileSchema)).toMatchObject({
      vocabulary: { labels: ['left', 'right'] },
    });
    expect((await context.artifacts.manifest(output.model)).lineage).toMatchObject({
      seed: 5,
      parents: [input.dataset, input.augmentation],
      engine: expect.stringMatching(/^tensorflow .*, \d+ threads, oneDNN (?:on|off), kernels \w+, float32$/),
    });
    const model = await loadModel(context.artifacts, output.model);
    expect(hashWeights(readWeights(model))).toBe(output.weightsSha256);
    model.dispose();
  });

  it('learns from parts cut out of images of their native size and mixed, to the same bytes again', async () => {
    const options: Pick<AugmentInput, 'transforms' | 'mix'> = augmentationSchema.parse({
      transforms: [{ kind: 'randomResizedCrop', scale: [0.7, 1] }],
      mix: [{ kind: 'mixUp' }],
      seed: 0,
    });
    const { transforms, mix } = options;
    const cut = await augment(
      { dataset: input.dataset, preprocess: input.preprocess, transforms, mix, seed: 2 },
      context,
    );
    const mixed = { ...input, augmentation: cut.augmentation };
    const output = await train(mixed, context);
    expect(output).toMatchObject({ epochs: 6, figures: { accuracy: { value: 1, better: 'higher' } } });
    expect(await train(mixed, context)).toEqual(output);
    const weighted: TrainInput = {
      ...mixed,
      task: { kind: 'classification', labelSmoothing: 0, classWeights: 'balanced' },
    };
    await expect(train(weighted, context)).rejects.toThrow(/both mix and task\.classWeights/);
  });

  it.each<[string, (spec: FitSpec) => FitSpec]>([
    ['', (spec) => spec],
    [' with moving averages', (spec) => ({ ...spec, optimizer: { ...spec.optimizer, emaMomentum: 0.9 } })],
    [' in bfloat16', (spec) => ({ ...spec, precision: 'mixed_bfloat16' })],
  ])('ends in the same bytes when it is stopped in the middle and continued%s', async (_, changed) => {
    const stopped: TrainInput = { ...input, fit: changed(input.fit) };
    const whole = await train(stopped, context);
    for (const stopAt of [9, 14, 21]) {
      const controller = new AbortController();
      const stopping = await contextAt({
        signal: controller.signal,
        progress: ({ done, unit }) => unit === 'steps' && done === stopAt && controller.abort(),
      });
      await expect(train(stopped, stopping)).rejects.toThrow(/abort/i);
    }
    const messages: string[] = [];
    const resumed = await train(
      stopped,
      await contextAt({ logger: { info: (text) => messages.push(text), warn: () => undefined } }),
    );
    expect(messages).toContainEqual(expect.stringMatching(/^Continuing after epoch 4 of 6/));
    expect(resumed).toEqual(whole);
  });

  it('ends in the same bytes when it is killed between its last epoch and its result', async () => {
    const whole = await train(input, context);
    const dying = await contextAt({
      logger: {
        info(text) {
          if (text.startsWith('Epoch 6/6')) throw new Error('killed');
        },
        warn: () => undefined,
      },
    });
    await expect(train(input, dying)).rejects.toThrow('killed');
    expect(await train(input, context)).toEqual(whole);
  });

  it('gives other weights for another seed', async () => {
    const [first, second] = [await train(input, context), await train({ ...input, seed: 6 }, context)];
    expect(second.weightsSha256).not.toBe(first.weightsSha256);
  });

  it('stops early and returns the weights of the best epoch', async () => {
    const stopping: TrainInput = {
      ...input,
      fit: {
        ...input.fit,
        epochs: 50,
        earlyStopping: { monitor: 'validationLoss', patience: 2, minDelta: 0.05 },
        restoreBestWeights: true,
      },
    };
    const output = await train(stopping, context);
    expect(output.epochs).toBeLessThan(50);
    const { epochs } = await context.artifacts.readJson(output.model, 'history.json', historySchema);
    expect(output.bestEpoch).toBe(output.epochs - 2);
    expect(output.figures['loss']?.value).toBe(epochs[output.bestEpoch - 1]?.validation?.['loss']);
  });

  it('says so when it diverges, and what to do', async () => {
    const wild: TrainInput = {
      ...input,
      model: Object.assign({}, input.model, { batchNormalization: false }),
      fit: {
        ...input.fit,
        optimizer: optimizerSchema.parse({ kind: 'sgd', learningRate: 1e30, momentum: 0.9 }),
        schedule: { kind: 'constant' },
      },
    };
    await expect(train(wild, context)).rejects.toMatchObject({
      code: 'trainer/diverged',
      message: expect.stringMatching(/Lower fit\.optimizer\.learningRate/),
    });
  });

  it('leaks no tensors', async () => {
    const before = tf.memory().numTensors;
    await train({ ...input, seed: 9 }, context);
    expect(tf.memory().numTensors).toBe(before);
    const stopped = AbortSignal.abort(new Error('stopped by hand'));
    await expect(train({ ...input, seed: 10 }, await contextAt({ signal: stopped }))).rejects.toThrow('by hand');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a dataset without validation samples before the first step', async () => {
    const steps: number[] = [];
    const shares = { train: 0.8, validation: 0, test: 0.2 };
    const { dataset } = await split({ dataset: input.dataset, split: shares, seed: 1 }, context);
    const watching = await contextAt({ progress: ({ unit, done }) => void (unit === 'steps' && steps.push(done)) });
    await expect(train({ ...input, dataset }, watching)).rejects.toMatchObject({
      code: 'trainer/empty-source',
      message: expect.stringMatching(/no validation samples.*k-fold, folds: 10, test: predefined/),
    });
    expect(steps).toEqual([]);
  });
});
