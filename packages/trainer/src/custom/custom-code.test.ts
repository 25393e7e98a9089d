import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runStage } from '@sightline/artifacts';
import { augment } from '@sightline/augment';
import {
  augmentInputSchema,
  historySchema,
  type Json,
  parsePipeline,
  splitInputSchema,
  trainInputSchema,
} from '@sightline/contracts';
import { ingestArrays, split } from '@sightline/ingest';
import { train, trainStage } from '../index.ts';
import { buildStandIn } from './build-stand-in.ts';

const CODE = `
import { tf } from '@sightline/engine';
import type { CustomCallback, CustomLoss, CustomMetric } from '@sightline/trainer';

export const focal: CustomLoss<{ gamma: number }> = (targets, outputs, { settings }) => {
  const own = tf.sum(tf.mul(targets, outputs), -1).clipByValue(1e-7, 1);
  return tf.mul(tf.pow(tf.sub(1, own), settings.gamma), tf.neg(tf.log(own)));
};
export const brier: CustomMetric = (targets, outputs) => tf.sum(tf.square(tf.sub(targets, outputs)), -1);
export const boldness: CustomMetric = {
  sums: ({ outputs }) => ({ best: tf.sum(tf.max(outputs, -1)), count: tf.scalar(outputs.shape[0]) }),
  result: ({ best, count }) => best[0] / count[0],
};
// Scales the last layer by how many epochs it has seen.
export const shrink: CustomCallback<{ by: number }> = ({ model, history }, { settings, task }) => {
  let seen = 0;
  if (task.vocabulary.labels.length < 2) throw new Error('no classes');
  return {
    onEpochEnd() {
      seen += 1;
      const layer = model.layers.at(-1);
      tf.tidy(() => layer.setWeights(layer.getWeights().map((weight) => tf.mul(weight, 1 - settings.by * seen))));
    },
    shouldStop: () => history.length >= 5,
    state: { read: () => ({ values: seen, arrays: [] }), restore: ({ values }) => (seen = values) },
  };
};
export const forgetful: CustomCallback = (training, context) => {
  const { state, ...others } = shrink(training, { ...context, settings: { by: 0.1 } });
  return others;
};
`;
const SIDE = 4;

let root: string;
let code: string;
let dataset: Awaited<ReturnType<typeof split>>['dataset'];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-custom-code-'));
  code = join(root, 'code.ts');
  const labels = Array.from({ length: 80 }, (_, index) => (index % 2 === 0 ? 'dark' : 'light'));
  const pixels = Uint8Array.from({ length: 80 * SIDE ** 2 }, (_, place) => {
    const index = Math.floor(place / SIDE ** 2);
    return 120 * (index % 2) + ((index * 7 + place * 3) % 120);
  });
  const context = createContext({ root: join(root, 'store') });
  const read = await ingestArrays({ pixels, width: SIDE, height: SIDE, channels: 1, labels }, context);
  ({ dataset } = await split(splitInputSchema.parse({ dataset: read.dataset, seed: 1 }), context));
});
const TRANSFORMS = `export const dim = {
  draw: (settings, random) => ({ by: random.uniform(0.2, 1) }),
  pixels: ({ by }, image) => ({ ...image, pixels: image.pixels.map((byte) => byte * by) }),
};`;
beforeEach(async () => {
  await writeFile(code, CODE);
  await writeFile(join(root, 'transforms.ts'), TRANSFORMS);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const inputWith = (fit: object) =>
  trainInputSchema.parse({
    dataset,
    preprocess: { width: SIDE, height: SIDE, channels: 1 },
    model: { architecture: 'cnn', filters: [4], denseUnits: 4 },
    fit: { epochs: 4, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.01 }, ...fit },
    seed: 3,
  });
const focal = (settings: Json = { gamma: 2 }) => ({ module: code, export: 'focal', settings });
const metrics = () => ({
  brier: { module: code, export: 'brier', better: 'lower' },
  boldness: { module: code, export: 'boldness', better: 'higher', unit: 'fraction' },
});
const shrink = () => ({ module: code, export: 'shrink', settings: { by: 0.01 } });

describe('custom code of a training', () => {
  it('is a loss, metrics that early stopping knows, and callbacks; kept beside the model', async () => {
    const context = createContext({ root: join(root, 'store') });
    const fit = {
      loss: focal(),
      metrics: metrics(),
      callbacks: [shrink()],
      earlyStopping: { monitor: 'validationBoldness' },
      epochs: 9,
    };
    const { model, figures, epochs, bestEpoch } = await train(inputWith(fit), context);
    expect(epochs).toBe(5);
    expect(figures).toMatchObject({ brier: { better: 'lower' }, boldness: { better: 'higher', unit: 'fraction' } });
    expect(figures['brier']?.value).toBeLessThan(0.5);
    const { epochs: records } = await context.artifacts.readJson(model, 'history.json', historySchema);
    const bold = records.map(({ validation }) => validation?.['boldness'] as number);
    expect(bold[bestEpoch - 1]).toBe(Math.max(...bold));
    const { files } = await context.artifacts.manifest(model);
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'metrics.json',
        'source/loss/code.ts',
        'source/metrics/brier/code.ts',
        'source/callbacks/0/code.ts',
      ]),
    );
  });

  it('makes another training when its settings or its text change, and the same otherwise', async () => {
    const context = createContext({ root: join(root, 'store') });
    const weightsOf = async (settings?: Json) =>
      (await runStage(trainStage, inputWith({ loss: focal(settings) }), context)).weightsSha256;
    const first = await weightsOf();
    expect(await weightsOf()).toBe(first);
    expect(await weightsOf({ gamma: 0 })).not.toBe(first);
    const plain = (await runStage(trainStage, inputWith({}), context)).weightsSha256;
    expect(await weightsOf({ gamma: 0 })).not.toBe(plain);
    await writeFile(code, CODE.replace('tf.sub(1, own)', 'tf.sub(1.5, own)'));
    expect(await weightsOf()).not.toBe(first);
  });

  it('ends in the same bytes where it was killed and continued, its state restored', async () => {
    const { augmentation } = await augment(
      augmentInputSchema.parse({
        dataset,
        preprocess: { width: SIDE, height: SIDE, channels: 1 },
        transforms: [{ module: join(root, 'transforms.ts'), export: 'dim', probability: 0.5 }],
        seed: 4,
      }),
      createContext({ root: join(root, 'store') }),
    );
    await rm(join(root, 'transforms.ts'));
    const fit = { loss: focal(), metrics: metrics(), callbacks: [shrink()] };
    const input = { ...inputWith(fit), augmentation };
    const stopping = new AbortController();
    const dying = createContext({
      root: join(root, 'store'),
      signal: stopping.signal,
      progress: ({ done, unit }) => unit === 'steps' && done === 16 && stopping.abort(),
    });
    await expect(train(input, dying)).rejects.toThrow(/abort/i);
    const context = createContext({ root: join(root, 'store') });
    const continued = await train(input, context);
    expect(await train(input, context)).toEqual(continued);
  });
});

describe('sightline validate', () => {
  const tried = async (fit: string, text = CODE) => {
    await writeFile(code, text);
    const spec =
      '{ name: own, ingest: { source: { path: images } }, preprocess: { width: 4, height: 4, channels: 1 }, ' +
      `model: { architecture: cnn, filters: [4], denseUnits: 4 }, fit: { epochs: 1, ${fit} }, deploy: { name: own } }`;
    return buildStandIn(parsePipeline(spec, join(root, 'pipeline.yaml')));
  };
  const CALLBACK = 'callbacks: [{ module: code.ts, export: shrink, settings: { by: 0.1 } }]';
  const LOSS = 'loss: { module: code.ts, export: focal, settings: { gamma: 2 } }';

  it('tries all of it', async () => {
    const brier = 'metrics: { brier: { module: code.ts, export: brier, better: lower } }';
    expect((await tried(`${LOSS}, ${brier}, ${CALLBACK}`)).tried).toEqual([
      'focal of code.ts',
      'brier of code.ts',
      'shrink of code.ts',
    ]);
  });

  const loss = (body: string) => CODE.replace(/focal: CustomLoss.*?\n\};/s, `focal = (targets, outputs) => ${body};`);
  const callback = (text: string) => `${CODE}\nexport const own = (training) => (${text});`;
  const OWN = 'callbacks: [{ module: code.ts, export: own }]';
  it.each([
    ['a loss that throws', LOSS, loss('outputs.none()'), /focal of code\.ts failed at .*code\.ts:5:\d+: TypeError/],
    [
      'a loss that is a number alone',
      LOSS,
      loss('3'),
      /focal of code\.ts returned 3 for outputs \[4, 2\]\. Return a tensor \[4\]/,
    ],
    ['a loss of classes', LOSS, loss('tf.mean(outputs, 0)'), /focal of code\.ts returned a tensor \[2\] for outputs/],
    [
      'a loss that is read back',
      LOSS,
      loss('tf.scalar(outputs.dataSync()[0])'),
      /focal of code\.ts failed at .*code\.ts:5:\d+: A tensor was read/,
    ],
    [
      'a loss that does not depend on the outputs',
      LOSS,
      loss('tf.mean(targets, -1)'),
      /loss does not depend on any trainable weight/,
    ],
    [
      'a loss that is not a number',
      LOSS,
      loss('tf.log(tf.sub(tf.mean(outputs, -1), 2))'),
      /focal of code\.ts gave a loss/,
    ],
    ['no loss', LOSS, CODE.replaceAll('focal', 'focus'), /exports no "focal"\. Did you mean "focus"\?/],
    [
      'a callback of another name',
      OWN,
      callback('{ onEpochEnds() {} }'),
      /"onEpochEnds", which.*Did you mean onEpochEnd\?/,
    ],
    [
      'a callback that throws',
      OWN,
      callback('{ onEpochEnd() { null.x; } }'),
      /own of code\.ts failed at .*code\.ts:\d+/,
    ],
    [
      'half a state',
      OWN,
      callback('{ state: { read: () => null } }'),
      /own of code\.ts has a state without read and restore/,
    ],
    ['a state that cannot be kept', OWN, callback('{ state: { read: () => 3, restore() {} } }'), /cannot keep/],
    [
      'a callback that forgets',
      'callbacks: [{ module: code.ts, export: forgetful }]',
      CODE,
      /forgetful of code\.ts make a training that was stopped and continued end in other weights/,
    ],
  ])('names the file and the export of %s', async (...[, fit, text, message]) => {
    await expect(tried(fit, text)).rejects.toThrow(message);
  });

  it.each([
    ['metrics: { brier: { module: code.ts, export: brier } }', /fit\.metrics\.brier\.better/],
    ['metrics: { loss: { module: code.ts, better: lower } }', /fit\.metrics\.loss: is a figure of the task/],
    ['metrics: { "my cost": { module: code.ts, better: lower } }', /fit\.metrics\.my cost: .*camel case/],
    [
      'metrics: { brier: { module: code.ts, better: lower } }, earlyStopping: { monitor: validationBrie }',
      /Did you mean "validationBrier"\? Allowed: validationLoss, validationAccuracy, validationBrier/,
    ],
  ])('refuses %s', async (fit, message) => {
    await expect(tried(fit)).rejects.toThrow(message);
  });
});
