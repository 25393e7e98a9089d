import { tf } from '../../tensorflow.ts';
import { compileTrainStep } from '../compile-train-step.ts';

const batch = {
  inputs: { shape: [4, 3], data: Float32Array.from({ length: 12 }, (_, index) => Math.sin(index)) },
  targets: { shape: [4, 2], data: Float32Array.of(1, 0, 0, 1, 1, 1, 0, 0) },
};

function network(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'first',
        inputShape: [3],
        units: 4,
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.dense({
        name: 'last',
        units: 2,
        kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
        kernelRegularizer: tf.regularizers.l2(),
      }),
    ],
  });
}

const compileNetwork = (optimizer: object = { emaMomentum: 0.9 }) =>
  compileTrainStep({
    model: network(),
    loss: 'meanSquaredError',
    optimizer: { kind: 'sgd', learningRate: 0.2, ...optimizer },
  });

describe('moving averages of the weights', () => {
  afterEach(() => tf.disposeVariables());

  it('are what useEma evaluates, and leave the training as it is', async () => {
    const step = compileNetwork();
    for (let index = 0; index < 5; index++) await step.train(batch);
    const hash = step.hash();
    const [plain, averaged] = [await step.evaluate(batch), await step.evaluate(batch, { useEma: true })];
    expect(step.hash()).toBe(hash);
    expect(averaged.loss).not.toBeCloseTo(plain.loss, 3);

    const state = step.read();
    const swapped = compileNetwork();
    swapped.write(new Map([...state].map(([name, data]) => [name, state.get(`${name}/ema`) ?? data])));
    expect((await swapped.evaluate(batch)).loss).toBe(averaged.loss);
    step.dispose();
    swapped.dispose();
  });

  it('are the weights before the first update', async () => {
    const step = compileNetwork();
    expect((await step.evaluate(batch, { useEma: true })).loss).toBe((await step.evaluate(batch)).loss);
    step.dispose();
  });

  it('enter the model with useEma, beside what is not trained; a restored state is there at once', async () => {
    const trained = compileNetwork();
    for (let index = 0; index < 3; index++) await trained.train(batch);
    const state = trained.read();
    trained.dispose();

    const model = network();
    const step = compileTrainStep({
      model,
      loss: 'meanSquaredError',
      optimizer: { kind: 'sgd', emaMomentum: 0.9 },
    });
    const weightsOf = () => model.weights.map((weight) => weight.read().dataSync());
    step.write(state);
    step.updateModel();
    expect(weightsOf()).toEqual(model.weights.map(({ originalName }) => state.get(originalName)));
    step.updateModel({ useEma: true });
    expect(weightsOf()).toEqual(
      model.weights.map(({ originalName }) => state.get(`${originalName}/ema`) ?? state.get(originalName)),
    );
    step.dispose();
  });

  it('are refused where the optimizer keeps none', async () => {
    const step = compileNetwork({});
    await expect(step.evaluate(batch, { useEma: true })).rejects.toThrow(/Set emaMomentum/);
    expect(() => step.updateModel({ useEma: true })).toThrow(/Set emaMomentum/);
    step.dispose();
  });
});
