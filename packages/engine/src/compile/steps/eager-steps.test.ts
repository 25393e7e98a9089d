import { tf } from '../../tensorflow.ts';
import { compileTrainStep, type TrainStep } from '../compile-train-step.ts';
import type { TrainStepOptions } from '../options.ts';

const { layers } = tf;
const initial = (seed: number) => tf.initializers.glorotUniform({ seed });
const only = (inputs: tf.Tensor | tf.Tensor[]) => [inputs].flat()[0] as tf.Tensor;

/** Scales by its input's mean, which it reads. */
class Peeking extends layers.Layer {
  static className = 'Peeking';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = only(inputs);
    const mean = input.mean().dataSync()[0] as number;
    return input.mul(1 + mean);
  }
}

/** The same within TensorFlow, its gradient not going through the mean. */
class Looking extends layers.Layer {
  static className = 'Looking';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const scaled = tf.customGrad((tensor, save) => {
      const factor = (tensor as tf.Tensor).mean().add(1);
      (save as tf.GradSaveFunc)([factor]);
      return {
        value: (tensor as tf.Tensor).mul(factor),
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => dy.mul(saved[0] as tf.Tensor),
      };
    });
    return scaled(only(inputs));
  }
}

function networkWith(layer: tf.layers.Layer): tf.LayersModel {
  return tf.sequential({
    layers: [
      layers.dense({ name: 'first', inputShape: [3], units: 6, kernelInitializer: initial(1), activation: 'relu' }),
      layer,
      layers.batchNormalization({ name: 'norm' }),
      layers.dropout({ name: 'dropout', rate: 0.25 }),
      layers.dense({
        name: 'last',
        units: 4,
        activation: 'softmax',
        kernelInitializer: initial(2),
        kernelRegularizer: tf.regularizers.l2(),
        kernelConstraint: tf.constraints.maxNorm({ maxValue: 0.9 }),
      }),
    ],
  });
}

function batch(size: number, seed: number) {
  const data = Float32Array.from({ length: size * 3 }, (_, index) => Math.sin(index * 1.7 + seed) + 0.3);
  const targets = Int32Array.from({ length: size }, (_, index) => (index * 3 + seed) % 4);
  return { inputs: { shape: [size, 3], data }, targets: { shape: [size], data: targets } };
}

const warnings: string[] = [];
const compileWith = (layer: tf.layers.Layer, options: Partial<TrainStepOptions> = {}) =>
  compileTrainStep({
    model: networkWith(layer),
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'adam', learningRate: 0.02, accumulationSteps: 2, emaMomentum: 0.9, clipNorm: 1 },
    metrics: ['accuracy'],
    seed: 3,
    warn: (message) => warnings.push(message),
    ...options,
  });
const eagerly = () => compileWith(new Peeking({ name: 'peeking' }), { fallback: 'eager' });

async function trainSome(step: TrainStep, from = 0, to = 6): Promise<number> {
  let loss = 0;
  for (let index = from; index < to; index++) ({ loss } = await step.train(batch(index === 3 ? 5 : 8, index)));
  return loss;
}

function differenceOf(one: TrainStep, other: TrainStep): number {
  const expected = other.read();
  return Math.max(
    ...[...one.read()].flatMap(([name, data]) =>
      Array.from(data, (value, index) => Math.abs(value - (expected.get(name)?.[index] ?? Number.NaN))),
    ),
  );
}

describe('a model that cannot be compiled', () => {
  beforeEach(() => void (warnings.length = 0));
  afterEach(() => tf.disposeVariables());

  it('is refused, or trains eagerly where asked to, and says so with layer and reason', async () => {
    expect(() => compileWith(new Peeking({ name: 'peeking' }))).toThrow(/read .*in layer "peeking"/);
    expect(warnings).toEqual([]);
    const step = eagerly();
    expect(step.mode).toBe('eager');
    expect(warnings).toEqual([expect.stringMatching(/read .*in layer "peeking".* Training eagerly instead/)]);
    expect(() => step.program(batch(8, 1))).toThrow(/in layer "peeking"/);
    step.dispose();
  });

  it('gets the same weights, averages, slots and figures as one that computes the same compiled', async () => {
    const [eager, compiled] = [eagerly(), compileWith(new Looking({ name: 'looking' }), { fallback: 'eager' })];
    expect(compiled.mode).toBe('compiled');
    expect(await trainSome(eager)).toBeCloseTo(await trainSome(compiled), 5);
    expect(eager.step).toBe(6);
    expect([...eager.read().keys()].sort()).toEqual([...compiled.read().keys()].sort());
    expect(differenceOf(eager, compiled)).toBeLessThan(1e-5);
    for (const weights of [{}, { useEma: true }]) {
      const [one, other] = [await eager.evaluate(batch(7, 9), weights), await compiled.evaluate(batch(7, 9), weights)];
      expect(one.loss).toBeCloseTo(other.loss, 5);
      expect(one.metrics).toEqual(other.metrics);
      expect(one.samples).toBe(7);
    }
    expect(differenceOf(eager, compiled)).toBeLessThan(1e-5);
    eager.dispose();
    compiled.dispose();
  });

  it('continues from its state to the bit', async () => {
    const [whole, first, second] = [eagerly(), eagerly(), eagerly()];
    await trainSome(whole);
    await trainSome(first, 0, 3);
    second.write(first.read());
    second.step = 3;
    await trainSome(second, 3);
    expect(second.hash()).toBe(whole.hash());
    for (const step of [whole, first, second]) step.dispose();
  });

  it('may be one with stateful layers', async () => {
    const model = () =>
      tf.sequential({
        layers: [
          layers.simpleRNN({ name: 'remembering', units: 2, stateful: true, batchInputShape: [2, 3, 1] }),
          layers.dense({ name: 'head', units: 1 }),
        ],
      });
    const options = { loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.1 } } as const;
    expect(() => compileTrainStep({ ...options, model: model() })).toThrow(/layer "remembering" is stateful/);
    const step = compileTrainStep({ ...options, model: model(), fallback: 'eager', warn: () => undefined });
    const zeros = {
      inputs: { shape: [2, 3, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      targets: { shape: [2, 1], data: Float32Array.of(1, 0) },
    };
    const losses = [await step.evaluate(zeros), await step.evaluate(zeros)].map(({ loss }) => loss);
    expect(losses[1]).not.toBe(losses[0]);
    step.dispose();
  });

  it('leaves no tensor behind', async () => {
    const model = networkWith(new Peeking({ name: 'peeking' }));
    const { numTensors } = tf.memory();
    const step = compileTrainStep({
      model,
      loss: 'sparseCategoricalCrossentropy',
      optimizer: { kind: 'adam' },
      fallback: 'eager',
      warn: () => undefined,
    });
    await trainSome(step);
    await step.evaluate(batch(8, 1));
    step.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
