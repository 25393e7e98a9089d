import { compileTrainStep, tf } from '@sightline/engine';
import { arraySource } from '../batches/batches.ts';
import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { hashWeights, readWeights } from '../steps/weights.ts';
import { fit } from './fit.ts';

const data = Float32Array.from({ length: 64 }, (_, index) => Math.sin(index * 1.7));
const training = arraySource({ inputs: { shape: [32, 2], data }, targets: { shape: [32], data: data.slice(32) } });
const initial = (seed: number) => tf.initializers.glorotUniform({ seed });

/** Layers that tfjs names by a count of the process: another at each call, as in another process. */
const unnamed = (units = 8) =>
  tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [2], units, activation: 'tanh', kernelInitializer: initial(1) }),
      tf.layers.dropout({ rate: 0.4 }),
      tf.layers.dense({ units: 4, activation: 'tanh', kernelInitializer: initial(2) }),
      tf.layers.dense({ units: 1, kernelInitializer: initial(5) }),
    ],
  });

async function train(
  model: tf.LayersModel,
  epochs: number,
  { begun, restoreBestWeights = false }: { begun?: Checkpoint; restoreBestWeights?: boolean } = {},
): Promise<Checkpoint> {
  const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: 'adam', seed: 3 });
  let saved: Checkpoint | undefined;
  const checkpoints = {
    save: async (checkpoint: Checkpoint) => void (saved = { ...checkpoint, history: [...checkpoint.history] }),
    load: async () => begun,
    remove: async () => undefined,
  };
  await fit(model, {
    step,
    training,
    spec: { epochs, batchSize: 8, restoreBestWeights },
    checkpoints,
  }).finally(() => step.dispose());
  return saved as Checkpoint;
}

afterEach(() => tf.disposeVariables());

it('a model of layers without names is continued to the bytes of one that was never stopped', async () => {
  const whole = unnamed();
  await train(whole, 4);
  const begun = unnamed();
  const checkpoint = await train(begun, 2);
  const continued = unnamed();
  expect(continued.layers.map(({ name }) => name)).not.toEqual(begun.layers.map(({ name }) => name));
  await train(continued, 4, { begun: checkpoint });
  expect(hashWeights(readWeights(continued))).toBe(hashWeights(readWeights(whole)));
  expect(hashWeights(readWeights(begun))).not.toBe(hashWeights(readWeights(whole)));
});

it('another model is refused, with the variables of both', async () => {
  const begun = await train(unnamed(), 1);
  const other = tf.sequential({ layers: [tf.layers.dense({ name: 'other', inputShape: [2], units: 1 })] });
  await expect(train(other, 2, { begun })).rejects.toMatchObject({
    code: 'engine/invalid-state',
    message: expect.stringMatching(/names dense_Dense1\/kernel and \d+ others.*its variables are other\/kernel/),
  });
  await expect(train(unnamed(9), 2, { begun })).rejects.toThrow(/dense_Dense1\/kernel has 18 elements/);
  const best = { begun: await train(unnamed(), 1, { restoreBestWeights: true }), restoreBestWeights: true };
  await expect(train(other, 1, best)).rejects.toThrow(/of another model: its weights have 16, 8/);
});
