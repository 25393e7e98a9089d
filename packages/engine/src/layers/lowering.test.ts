import { compileTrainStep } from '../compile/compile-train-step.ts';
import { trace } from '../record/trace.ts';
import { Session } from '../session/session.ts';
import { tf } from '../tensorflow.ts';
import { registerKernels } from '../kernels/register.ts';
import { lowerLayer } from './lowering.ts';

const { layers } = tf;
const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

/** What a layer gives for ones in a recorded step: (seed, step) decide what it draws. */
function outputOf(
  layer: tf.layers.Layer,
  shape: number[],
  { seed, step }: { seed: number; step: number },
): Float32Array {
  registerKernels();
  const [x, count] = [tf.ones(shape), tf.scalar(step, 'int32')];
  const program = trace((inputs) => ({ y: layer.apply(inputs.x as tf.Tensor, { training: true }) as tf.Tensor }), {
    inputs: [
      { name: 'x', tensor: x },
      { name: 'step', tensor: count },
    ],
    lower: (each) => lowerLayer(each, { seed, step: count }),
  });
  const session = new Session();
  const [output] = session.load(program).run([
    { shape, data: x.dataSync<'float32'>() },
    { shape: [], data: Int32Array.of(step) },
  ]);
  session.dispose();
  tf.dispose([x, count]);
  return output?.data as Float32Array;
}

describe('dropout in a recorded step', () => {
  const layer = layers.dropout({ name: 'drop', rate: 0.3 });
  const shape = [100, 200];

  it('drops its share, scales the rest, and depends on seed, layer and step alone', () => {
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

/** One step of SGD, compiled and in eager tfjs. */
async function bothWays(make: () => tf.layers.Layer[], inputShape: number[], flat = false): Promise<void> {
  const model = tf.sequential({
    layers: [
      layers.activation({ name: 'start', activation: 'linear', inputShape }),
      ...make(),
      ...(flat ? [] : [layers.flatten({ name: 'flatten' })]),
      layers.dense({ name: 'head', units: 3, kernelInitializer: seeded(9) }),
    ],
  });
  const batch = 6;
  const x = tf.randomUniform([batch, ...inputShape], -1, 1, 'float32', 3);
  const y = tf.randomUniform([batch, 3], -1, 1, 'float32', 4);
  const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.5 } });
  const { loss } = await step.train({
    inputs: { shape: x.shape, data: x.dataSync<'float32'>() },
    targets: { shape: y.shape, data: y.dataSync<'float32'>() },
  });
  const compiled = step.read();
  step.dispose();
  tf.tidy(() => {
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(
      () => tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor),
      variables,
    );
    expect(loss).toBeCloseTo(value.dataSync()[0] as number, 5);
    model.trainableWeights.forEach((weight, index) => {
      const variable = variables[index] as tf.Variable;
      const expected = variable.sub((grads[variable.name] as tf.Tensor).mul(0.5)).dataSync<'float32'>();
      const actual = compiled.get(weight.originalName) as Float32Array;
      const scale = Math.max(...expected.map(Math.abs));
      expected.forEach((wanted, place) =>
        expect(Math.abs((actual[place] as number) - wanted)).toBeLessThan(1e-5 * scale),
      );
    });
    for (const weight of model.nonTrainableWeights) {
      const expected = weight.read().dataSync<'float32'>();
      const actual = compiled.get(weight.originalName) as Float32Array;
      expected.forEach((wanted, place) => expect(actual[place]).toBeCloseTo(wanted, 5));
    }
  });
  tf.dispose([x, y]);
}

const frame = () =>
  tf.sequential({
    layers: [
      layers.conv2d({ name: 'conv', inputShape: [5, 5, 2], filters: 3, kernelSize: 3, kernelInitializer: seeded(1) }),
      layers.reLU({ name: 'relu' }),
    ],
  });

describe('a lowered layer trains as it does in eager tfjs', () => {
  afterEach(() => tf.disposeVariables());

  it.each<[string, () => tf.layers.Layer[], number[], boolean?]>([
    ['batch normalisation of images', () => [layers.batchNormalization({ name: 'norm' })], [4, 4, 3]],
    ['batch normalisation of vectors', () => [layers.batchNormalization({ name: 'norm' })], [5], true],
    ['batch normalisation of sequences', () => [layers.batchNormalization({ name: 'norm' })], [4, 3]],
    ['ReLU up to 6', () => [layers.reLU({ name: 'relu', maxValue: 6 })], [4, 4, 2]],
    ['ReLU up to 0.5', () => [layers.reLU({ name: 'relu', maxValue: 0.5 })], [4, 4, 2]],
    ['time-distributed convolution', () => [layers.timeDistributed({ name: 'time', layer: frame() })], [4, 5, 5, 2]],
    [
      'time-distributed normalisation',
      () => [layers.timeDistributed({ name: 'time', layer: layers.batchNormalization({ name: 'norm' }) })],
      [4, 3, 3, 2],
    ],
    [
      'LSTM',
      () => [
        layers.lstm({
          name: 'lstm',
          units: 4,
          kernelInitializer: seeded(1),
          recurrentInitializer: seeded(2),
          returnSequences: true,
        }),
      ],
      [5, 3],
    ],
    [
      'GRU',
      () => [layers.gru({ name: 'gru', units: 4, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) })],
      [5, 3],
      true,
    ],
  ])('%s', async (...[, make, shape, flat]) => {
    expect.hasAssertions();
    await bothWays(make, shape, flat);
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

it('normalises by the moving averages where batch normalisation is frozen, as Keras does', async () => {
  const frozen = layers.batchNormalization({ name: 'norm', inputShape: [3], trainable: false });
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
