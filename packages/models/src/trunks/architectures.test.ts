import { createHash } from 'node:crypto';
import {
  modelSpecSchema,
  networkInput,
  parse,
  type ArchitectureName,
  type HeadSpec,
  type ModelSpec,
} from '@sightline/contracts';
import { compilePredict, compileTrainStep, tf } from '@sightline/engine';
import { buildModel } from '../build-model.ts';
import { listModels } from '../list-models.ts';
import type { Architecture } from './architecture.ts';
import { architectures } from './architectures.ts';

const specOf = (settings: object): ModelSpec => parse(modelSpecSchema, settings, 'the model');

/** Each entry at its smallest size and with 3 channels; these with other settings than the defaults. */
const settings: { readonly [Name in ArchitectureName]?: { spec: object; inputShape?: number[] } } = {
  cnn: {
    spec: { filters: [3, 4], kernelSize: 2, denseUnits: 8, dropout: 0.2, batchNormalization: true },
    inputShape: [12, 10, 3],
  },
  vgg11: { spec: { denseUnits: 16 } },
  vgg16: { spec: { denseUnits: 16 } },
  'cnn-lstm': {
    spec: { trunk: { architecture: 'cnn', filters: [3, 4], kernelSize: 2, denseUnits: 8 }, units: 6, dropout: 0.2 },
    inputShape: [5, 12, 10, 1],
  },
  'cnn-gru': { spec: { trunk: { architecture: 'resnet20', dropout: 0.1 }, units: 6, dropout: 0.1 } },
  'cnn-gru-attention': { spec: { units: 6 } },
  'conv-lstm': { spec: { filters: [3, 4, 4] }, inputShape: [5, 6, 5, 3] },
  cnn3d: { spec: { filters: [3, 4, 4] }, inputShape: [5, 12, 10, 3] },
};
/** With more parameters an entry is only counted, unless all are asked for (`npm run check:zoo`). */
const LARGE = process.env.ZOO === 'all' ? Infinity : 300_000;
const entries = (Object.entries(architectures) as [ArchitectureName, Architecture][]).filter(
  ([, { published }]) => (published?.parameters ?? 0) < LARGE,
);
const small = entries.map(([name]) => {
  const spec = specOf({ architecture: name, ...settings[name]?.spec });
  const { medium, smallestSize: side } = networkInput(spec);
  const smallest = [...(medium === 'clip' ? [5] : []), side, side, 3];
  return [name, { spec, inputShape: settings[name]?.inputShape ?? smallest }] as const;
});

const head: HeadSpec = { kind: 'dense', name: 'probabilities', units: 4, activation: 'softmax' };

afterEach(() => {
  tf.disposeVariables();
  jest.restoreAllMocks();
});

describe.each(small)('%s', (...[name, { spec, inputShape }]) => {
  const { trunk } = architectures[name] as Architecture;
  const { medium, smallestSize: smallest } = networkInput(spec);
  const build = (seed = 7) => buildModel(spec, { inputShape, seed, head });
  const batchOf = (count: number) => tf.randomUniform([count, ...inputShape], 0, 1, 'float32', 1);

  it('turns a batch of samples into a row of features for each', () => {
    const inputs = tf.input({ shape: [...inputShape] });
    const features = trunk(inputs, spec, 7);
    expect(features.shape).toEqual([null, expect.any(Number)]);
    const rows = tf.tidy(() => (tf.model({ inputs, outputs: features }).predict(batchOf(5)) as tf.Tensor).shape);
    expect(rows).toEqual([5, features.shape[1]]);
  });

  it('starts from the same weights under the same seed, from others under another', () => {
    const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => weight.dataSync<'float32'>());
    const hashOf = (weights: readonly Float32Array[]) => {
      const hash = createHash('sha256');
      for (const { buffer } of weights) hash.update(new Uint8Array(buffer));
      return hash.digest('hex');
    };
    const first = weightsOf(build());
    expect(hashOf(weightsOf(build()))).toBe(hashOf(first));
    expect(hashOf(weightsOf(build(8)))).not.toBe(hashOf(first));
    // A bias begins with 0, an LSTM's with 1 for its forget gate too.
    const kernels = first.filter((values) => new Set(values).size > 2);
    expect(new Set(kernels.map(([value]) => value)).size).toBe(kernels.length);
  });

  it('names its layers and weights the same each time', () => {
    const namesOf = (model: tf.LayersModel) => [
      model.name,
      ...model.layers.map((layer) => layer.name),
      ...model.weights.map((weight) => weight.originalName),
    ];
    const names = namesOf(build());
    expect(new Set(names).size).toBe(names.length);
    expect(namesOf(build())).toEqual(names);
  });

  it('is saved and loaded, and predicts the same when compiled', async () => {
    const model = build();
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    again.setWeights(model.getWeights());
    const predictor = compilePredict(again);
    tf.tidy(() => {
      const batch = batchOf(3);
      const expected = [...(model.predict(batch) as tf.Tensor).dataSync()];
      const [found] = predictor.predict({ shape: batch.shape, data: batch.dataSync<'float32'>() });
      const data = found?.data ?? [];
      expect(data).toHaveLength(expected.length);
      // Sums are taken in another order, and the rounding grows with the depth.
      for (const [at, value] of expected.entries()) expect(Math.abs(Number(data[at]) - value)).toBeLessThan(1e-5);
    });
    predictor.dispose();
  });

  it('learns', async () => {
    const step = compileTrainStep({
      model: build(),
      loss: 'sparseCategoricalCrossentropy',
      optimizer: { kind: 'adam', learningRate: settings[name]?.inputShape ? 0.01 : 0.001 },
    });
    const size = inputShape.reduce((product, length) => product * length, 1);
    const labels = Int32Array.from({ length: 16 }, (_, index) => index % 4);
    const data = Float32Array.from({ length: 16 * size }, (_, at) => (labels[Math.floor(at / size)] as number) / 4);
    const batch = { inputs: { shape: [16, ...inputShape], data }, targets: { shape: [16], data: labels } };
    const { loss: first } = await step.train(batch);
    let lowest = first;
    for (let count = 0; count < 40 && lowest >= first * 0.8; count++) {
      lowest = Math.min(lowest, (await step.train(batch)).loss);
    }
    expect(lowest).toBeLessThan(first * 0.8);
    step.dispose();
  });

  it('refuses samples that are too small or of another kind, and says what to change', () => {
    const shaped = (shape: readonly number[]) => () => buildModel(spec, { inputShape: shape, seed: 7, head });
    const needed = `${smallest}×${smallest}`;
    const tooSmall = `Images of ${smallest - 1}×40 are too small for ${name}, which needs at least ${needed}`;
    expect(shaped([...inputShape.slice(0, -3), smallest - 1, 40, 1])).toThrow(tooSmall);
    expect(shaped([10])).toThrow(`The architecture ${name} takes ${medium}s, [`);
    const other = medium === 'image' ? [5, ...inputShape] : inputShape.slice(1);
    expect(shaped(other)).toThrow(/Use an? (architecture for clips|one for images)|Use one for images/);
  });
});

it.each([
  ['tiny-cnn', [28, 28, 1]],
  ['tiny-cnn', [32, 32, 3]],
  ['tiny-resnet', [28, 28, 1]],
  ['tiny-resnet', [32, 32, 3]],
  ['mnist-convnet', [28, 28, 1]],
])('%s of %j has at most 35,000 parameters', (architecture, inputShape) => {
  const model = buildModel(specOf({ architecture }), { inputShape, seed: 1, head: { ...head, units: 10 } });
  expect(model.countParams()).toBeLessThanOrEqual(35_000);
});

const counted = listModels().flatMap(({ architecture, published: size }) =>
  size ? [[architecture, size] as const] : [],
);

it.each(counted)('%s has the published number of parameters', (architecture, { parameters, inputShape, classes }) => {
  // Zeros: to draw hundreds of millions of numbers takes minutes.
  for (const name of ['heNormal', 'glorotUniform'] as const) {
    jest.spyOn(tf.initializers, name).mockReturnValue(tf.initializers.zeros());
  }
  const count = (spec: object, shape: readonly number[]) => {
    const ofClasses: HeadSpec = { ...head, units: classes };
    const { trainableWeights } = buildModel(specOf({ architecture, ...spec }), {
      inputShape: shape,
      seed: 1,
      head: ofClasses,
    });
    return trainableWeights.reduce((sum, { shape: sizes }) => sum + (sizes as number[]).reduce((a, b) => a * b, 1), 0);
  };
  if (!architecture.startsWith('vgg')) {
    expect(count({}, inputShape)).toBe(parameters);
    return;
  }
  // Its first dense layer alone has 103 million weights: counted from a narrower and smaller one.
  const [cells, units, channels] = [7 * 7, 4096, 512];
  const narrow = count({ denseUnits: 1 }, [32, 32, 3]);
  const perUnit = (first: number) => (first + 1) * units + (units + 1) * units + (units + 1) * classes;
  const ofOne = channels + 1 + 2 + 2 * classes;
  expect(narrow - ofOne + perUnit(cells * channels)).toBe(parameters);
});
