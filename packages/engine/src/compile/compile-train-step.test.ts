import { tf } from '../tensorflow.ts';
import type { Batch } from './objective/batch.ts';
import { compileTrainStep } from './compile-train-step.ts';
import type { TrainStepOptions } from './options.ts';

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

function network(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'conv',
        inputShape: [6, 6, 1],
        filters: 3,
        kernelSize: 3,
        kernelInitializer: seeded(1),
        activation: 'relu',
      }),
      tf.layers.batchNormalization({ name: 'normalization' }),
      tf.layers.flatten(),
      // Named: what it drops depends on its name.
      tf.layers.dropout({ name: 'dropout', rate: 0.3 }),
      tf.layers.dense({
        name: 'dense',
        units: 4,
        activation: 'softmax',
        kernelInitializer: seeded(2),
        kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }),
      }),
    ],
  });
}

function batch(size: number, seed = 1): Batch {
  const inputs = tf.tidy(() => tf.randomUniform([size, 6, 6, 1], 0, 1, 'float32', seed).dataSync<'float32'>());
  const targets = Int32Array.from({ length: size }, (_, index) => (index * 7 + seed) % 4);
  return { inputs: { shape: [size, 6, 6, 1], data: inputs }, targets: { shape: [size], data: targets } };
}

const compileNetwork = ({ model = network(), ...options }: Partial<TrainStepOptions> = {}) =>
  compileTrainStep({
    model,
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'adam', learningRate: 0.01 },
    metrics: ['accuracy'],
    seed: 3,
    ...options,
  });

describe('compileTrainStep', () => {
  afterEach(() => tf.disposeVariables());

  it('learns, through batches of several sizes over one set of weights', async () => {
    const step = compileNetwork();
    const first = await step.evaluate(batch(8));
    for (let index = 0; index < 80; index++) await step.train(index % 4 === 3 ? batch(5) : batch(8));
    const last = await step.evaluate(batch(8));
    expect(last.loss).toBeLessThan(first.loss * 0.7);
    expect(last.metrics.accuracy).toBe(1);
    expect(last.samples).toBe(8);
    step.dispose();
  });

  it('gives the same bits twice, and after a restore in the middle', async () => {
    const run = async (pauseAt?: number): Promise<string> => {
      let step = compileNetwork();
      for (let index = 0; index < 12; index++) {
        if (index === pauseAt) {
          const state = step.read();
          step.dispose();
          step = compileNetwork();
          step.write(state);
          step.step = index;
        }
        await step.train(batch(index % 5 === 4 ? 3 : 8, index));
      }
      const hash = step.hash();
      step.dispose();
      return hash;
    };
    const hash = await run();
    expect(await run()).toBe(hash);
    expect(await run(7)).toBe(hash);
  });

  it('does in one step what eager tfjs does', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [6, 6, 1],
          filters: 3,
          kernelSize: 3,
          kernelInitializer: seeded(1),
          activation: 'relu',
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 4, kernelInitializer: seeded(2), activation: 'softmax' }),
      ],
    });
    const { inputs, targets } = batch(8);
    const step = compileNetwork({ model, optimizer: { kind: 'sgd', learningRate: 0.1 } });
    const { loss } = await step.train({ inputs, targets });
    const compiled = [...step.read().values()];
    tf.tidy(() => {
      const x = tf.tensor((inputs as { data: Float32Array }).data, [8, 6, 6, 1]);
      const y = tf.oneHot(tf.tensor1d(targets.data as Int32Array, 'int32'), 4).toFloat();
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { value, grads } = tf.variableGrads(
        () => tf.metrics.categoricalCrossentropy(y, model.apply(x) as tf.Tensor).mean(),
        variables,
      );
      expect(loss).toBeCloseTo(value.dataSync()[0] as number, 5);
      variables.forEach((variable, index) => {
        const expected = variable.sub((grads[variable.name] as tf.Tensor).mul(0.1)).dataSync();
        expected.forEach((weight, place) => expect(compiled[index]?.[place]).toBeCloseTo(weight, 5));
      });
    });
    step.updateModel();
    expect(model.weights.map((weight) => weight.read().dataSync())).toEqual(compiled);
    step.dispose();
  });

  it('weighs samples, follows the learning rate, and counts steps', async () => {
    const step = compileNetwork({ optimizer: { kind: 'sgd', learningRate: 0.1 }, metrics: [] });
    const weights = (value: number) => ({ shape: [8], data: new Float32Array(8).fill(value) });
    const whole = await step.evaluate(batch(8));
    const none = await step.evaluate({ ...batch(8), weights: weights(0) });
    const half = await step.evaluate({ ...batch(8), weights: weights(0.5) });
    // What is left is the regulariser.
    expect(half.loss - none.loss).toBeCloseTo((whole.loss - none.loss) / 2, 5);
    const trained = () => [...step.read()].filter(([name]) => !name.includes('moving')).map(([, data]) => data);
    const before = trained();
    await step.train(batch(8), { learningRate: 0 });
    expect(trained()).toEqual(before);
    const program = step.program(batch(8));
    await step.train(batch(8), { learningRate: 0.1 });
    expect(step.program(batch(8))).toBe(program);
    expect(trained()).not.toEqual(before);
    expect(step.step).toBe(2);
    step.dispose();
  });

  it('refuses a state of another network, options that do not exist, and a model with nothing to train', async () => {
    const step = compileNetwork();
    step.write(new Map([['dense_9/kernel', new Float32Array(3)]]));
    await expect(step.train(batch(8))).rejects.toThrow(/names dense_9\/kernel.*same model and optimizer/);
    step.dispose();
    expect(() => compileNetwork({ optimizer: { kind: 'adam', learningrate: 1 } as never })).toThrow(/learningRate/);
    const frozen = network();
    frozen.trainable = false;
    for (const layer of frozen.layers) layer.trainable = false;
    const nothing = compileNetwork({ model: frozen });
    await expect(nothing.train(batch(8))).rejects.toThrow(/no trainable weights/);
    nothing.dispose();
  });

  it('names the layer that cannot be recorded at once', () => {
    class Peeking extends tf.layers.Layer {
      static className = 'Peeking';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const [input] = [inputs].flat() as [tf.Tensor];
        return input.mul(input.mean().dataSync()[0] as number);
      }
    }
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [6, 6, 1] }),
        new Peeking({ name: 'peeking' }),
        tf.layers.dense({ units: 4 }),
      ],
    });
    const { numTensors } = tf.memory();
    expect(() => compileNetwork({ model })).toThrow(
      /read .*in layer "peeking" of class Peeking, at .*compile-train-step\.test\.ts/,
    );
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('leaves no tensor behind', async () => {
    const model = network();
    const { numTensors } = tf.memory();
    const step = compileNetwork({ model });
    await step.train(batch(8));
    await step.evaluate(batch(8));
    step.updateModel();
    step.takeModel();
    step.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
