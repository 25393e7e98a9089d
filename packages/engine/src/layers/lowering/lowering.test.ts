import { compileTrainStep } from '../../compile/compile-train-step.ts';
import { tf } from '../../tensorflow.ts';
import { registerKernels } from '../../kernels/register.ts';
import { lowerLayer } from './lowering.ts';
import { outputOf } from './recorded-layer.fixture.ts';
import { StepContext } from '../../record/step-context.ts';

const { layers } = tf;

describe('dropout in a recorded step', () => {
  const layer = layers.dropout({ name: 'drop', rate: 0.3 });
  const shape = [100, 200];

  it('drops its fraction, scales the rest, and depends on seed, layer and step alone', () => {
    const mask = outputOf(layer, shape, { seed: 1, step: 5 });
    const dropped = mask.filter((value) => value === 0).length / mask.length;
    expect(Math.abs(dropped - 0.3)).toBeLessThan(5.5 * Math.sqrt((0.3 * 0.7) / mask.length));
    expect(mask.every((value) => value === 0 || Math.abs(value * 0.7 - 1) < 1e-6)).toBe(true);
    expect(outputOf(layer, shape, { seed: 1, step: 5 })).toEqual(mask);
    expect(outputOf(layer, shape, { seed: 1, step: 6 })).not.toEqual(mask);
    expect(outputOf(layer, shape, { seed: 2, step: 5 })).not.toEqual(mask);
    expect(outputOf(layers.dropout({ name: 'other', rate: 0.3 }), shape, { seed: 1, step: 5 })).not.toEqual(mask);
  });
});

/** The loss of a first step, and of one after it, of a network that starts with `first`. */
async function lossesWith(first: tf.layers.Layer[]): Promise<number[]> {
  const model = tf.sequential({
    layers: [
      ...first,
      layers.flatten(),
      layers.dense({ name: 'head', units: 1, kernelInitializer: tf.initializers.ones() }),
    ],
  });
  const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.1 } });
  const x = tf.randomUniform([6, 4, 3], -1, 1, 'float32', 3);
  const batch = {
    inputs: { shape: x.shape, data: x.dataSync<'float32'>() },
    targets: { shape: [6, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  };
  x.dispose();
  const losses = [await step.train(batch), await step.train(batch)].map(({ loss }) => loss);
  step.dispose();
  tf.disposeVariables();
  return losses;
}

it('normalises and goes back in one operation each, and moves the averages', async () => {
  const model = tf.sequential({
    layers: [layers.batchNormalization({ name: 'norm', momentum: 0.9, inputShape: [2, 2, 1] }), layers.flatten()],
  });
  const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd' } });
  const batch = {
    inputs: { shape: [2, 2, 2, 1], data: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7) },
    targets: { shape: [2, 4], data: new Float32Array(8) },
  };
  const operations = step.program(batch).nodes.map(({ op }) => op);
  for (const wanted of ['FusedBatchNormV3', 'FusedBatchNormGradV3']) {
    expect(operations.filter((op) => op === wanted)).toHaveLength(1);
  }
  await step.train(batch);
  expect(step.read().get('norm/moving_mean')?.[0]).toBeCloseTo(0.35, 6);
  step.dispose();
  tf.disposeVariables();
});

it('normalises over any axis', async () => {
  const permute = () => layers.permute({ dims: [2, 1], inputShape: [4, 3] });
  const expected = await lossesWith([permute(), layers.batchNormalization()]);
  const actual = await lossesWith([
    layers.batchNormalization({ axis: 1, inputShape: [4, 3] }),
    layers.permute({ dims: [2, 1] }),
  ]);
  actual.forEach((loss, index) => expect(loss).toBeCloseTo(expected[index] as number, 4));
});

it('normalises without scale and offset', async () => {
  const [bare] = await lossesWith([layers.batchNormalization({ scale: false, center: false, inputShape: [4, 3] })]);
  const [whole] = await lossesWith([layers.batchNormalization({ inputShape: [4, 3] })]);
  expect(bare).toBeCloseTo(whole as number, 5);
});

it.each<[string, () => tf.layers.Layer]>([
  ['is', () => layers.batchNormalization({ name: 'norm', inputShape: [3], trainable: false })],
  [
    'is in a model that is',
    () => {
      const inner = tf.sequential({ layers: [layers.batchNormalization({ name: 'norm', inputShape: [3] })] });
      inner.trainable = false;
      return inner;
    },
  ],
])('normalises by the moving averages where batch normalisation %s frozen, as Keras does', async (...[, make]) => {
  const frozen = make();
  const model = tf.sequential({ layers: [frozen, layers.dense({ name: 'head', units: 2 })] });
  const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd' } });
  const batch = {
    inputs: { shape: [4, 3], data: Float32Array.from({ length: 12 }, (_, index) => index) },
    targets: { shape: [4, 2], data: new Float32Array(8) },
  };
  const [before, trained] = [await step.evaluate(batch), await step.train(batch)];
  expect(trained.loss).toBeCloseTo(before.loss, 4);
  expect(step.read().get('norm/moving_mean')).toEqual(new Float32Array(3));
  step.dispose();
  tf.disposeVariables();
});

describe('noise in a recorded step', () => {
  const shape = [50, 20, 10];
  const at = (layer: tf.layers.Layer, step = 5) => outputOf(layer, shape, { seed: 1, step });
  const momentsOf = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
  };

  it.each<[string, tf.layers.Layer, number, number]>([
    ['Gaussian noise', layers.gaussianNoise({ name: 'a', stddev: 0.5 }), 1, 0.25],
    ['Gaussian dropout', layers.gaussianDropout({ name: 'b', rate: 0.2 }), 1, 0.25],
    ['dropout', layers.dropout({ name: 'c', rate: 0.2 }), 1, 0.25],
    ['spatial dropout', layers.spatialDropout1d({ name: 'd', rate: 0.2 }), 1, 0.25],
  ])('%s has its mean and variance, the same at the same step only', (...[, layer, mean, variance]) => {
    const drawn = at(layer);
    const actual = momentsOf(drawn);
    expect(Math.abs(actual.mean - mean)).toBeLessThan(0.1);
    expect(Math.abs(actual.variance - variance)).toBeLessThan(0.1);
    expect(at(layer)).toEqual(drawn);
    expect(at(layer, 6)).not.toEqual(drawn);
  });

  it('spatial dropout drops a channel at all places', () => {
    const drawn = at(layers.spatialDropout1d({ name: 'd', rate: 0.4 }));
    const [, places, channels] = shape as [number, number, number];
    drawn.forEach((value, index) => {
      const channel = index % channels;
      const sample = Math.floor(index / (places * channels));
      expect(value).toBe(drawn[sample * places * channels + channel]);
    });
  });

  it('alpha dropout keeps mean 0 and variance 1 of a standard normal input', () => {
    registerKernels();
    const { mean, variance } = tf.tidy(() => {
      const x = tf.randomNormal([20_000], 0, 1, 'float32', 3);
      const layer = layers.alphaDropout({ name: 'e', rate: 0.2 });
      const context = new StepContext({ seed: 1, step: tf.scalar(2, 'int32') });
      const call = lowerLayer(layer, context) as tf.layers.Layer['call'];
      return momentsOf((call(x, { training: true }) as tf.Tensor).dataSync<'float32'>());
    });
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });
});
