import { resolveLoss } from '../../losses/losses.ts';
import { tf } from '../../tensorflow.ts';
import { compileTrainStep } from '../compile-train-step.ts';

/** Points of four clusters, whose identities have numbers beyond the units of the embedding. */
const CLUSTERS = [7, 3, 1000, 41];
const COUNT = 32;
const batch = {
  inputs: {
    shape: [COUNT, 4],
    data: Float32Array.from({ length: COUNT * 4 }, (_, index) => {
      const cluster = Math.floor(index / 4) % 4;
      return (index % 4 === cluster ? 0.3 : 0) + Math.sin(index * 12.9898);
    }),
  },
  targets: { shape: [COUNT], data: Int32Array.from({ length: COUNT }, (_, row) => CLUSTERS[row % 4] as number) },
};

/** Embeddings of length 1. */
class OfLengthOne extends tf.layers.Layer {
  static className = 'OfLengthOne';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [input] = [inputs].flat() as [tf.Tensor];
    return input.div(input.square().sum(-1, true).sqrt());
  }
}

const network = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        inputShape: [4],
        units: 16,
        activation: 'relu',
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      }),
      tf.layers.dense({ units: 3, kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
      new OfLengthOne({ name: 'embedding' }),
    ],
  });

describe('losses of embeddings', () => {
  afterEach(() => tf.disposeVariables());

  it.each(['tripletSemiHard', 'tripletHard', 'contrastive', 'ntXent', 'prototypical'] as const)(
    '%s is trained by a compiled step, towards identities of any numbers',
    async (loss) => {
      const optimizer = { kind: 'adam', learningRate: 0.02 } as const;
      const step = compileTrainStep({ model: network(), loss, metrics: [loss], optimizer });
      const losses = [];
      for (let count = 0; count < 60; count++) losses.push((await step.train(batch)).loss);
      expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] as number));
      const { loss: after, metrics } = await step.evaluate(batch);
      expect(metrics[loss]).toBeCloseTo(after, 5);
      const floats = { shape: [COUNT], data: Float32Array.from(batch.targets.data) };
      expect((await step.evaluate({ ...batch, targets: floats })).loss).toBe(after);
      step.dispose();
    },
  );

  it('refuse identities that are not whole numbers, and predictions that are not rows', async () => {
    const step = compileTrainStep({ model: network(), loss: 'tripletSemiHard', optimizer: 'sgd' });
    const targets = { shape: [COUNT], data: new Float32Array(COUNT).fill(0.5) };
    await expect(step.train({ ...batch, targets })).rejects.toThrow(/targets of embedding: received 0.5 in row 0/);
    await expect(
      step.train({ ...batch, targets: { shape: [COUNT, 3], data: new Int32Array(COUNT * 3) } }),
    ).rejects.toThrow(/Allowed for tripletSemiHard: class indices \[32\]/);
    step.dispose();
    tf.tidy(() => {
      const maps = tf.zeros([2, 3, 4]);
      expect(() => resolveLoss('contrastive')(tf.zeros([2, 3], 'int32'), maps)).toThrow(/Allowed: \[batch, units\]/);
    });
  });
});
