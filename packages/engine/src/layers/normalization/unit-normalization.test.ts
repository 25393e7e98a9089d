import { compileTrainStep } from '../../compile/compile-train-step.ts';
import { tf } from '../../tensorflow.ts';
import { unitNormalization } from './unit-normalization.ts';

describe('unitNormalization', () => {
  it('scales each row to the length 1, whatever its length, and leaves zeros', () => {
    tf.tidy(() => {
      const rows = tf.tensor2d([
        [3, 4],
        [-3e-8, 4e-8],
        [0, 0],
        [3e15, 4e15],
      ]);
      const [long, short, zero, longer] = (unitNormalization().apply(rows) as tf.Tensor2D).arraySync();
      const of = (x: number, y: number) => [expect.closeTo(x, 6), expect.closeTo(y, 6)];
      expect([long, short, zero, longer]).toEqual([of(0.6, 0.8), of(-0.6, 0.8), of(0, 0), of(0.6, 0.8)]);
    });
  });

  it('is saved and loaded with its axis', async () => {
    const model = tf.sequential({ layers: [unitNormalization({ name: 'unit', inputShape: [2, 3], axis: [1, 2] })] });
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    expect(again.toJSON()).toBe(model.toJSON());
    const norm = tf.tidy(() => (again.predict(tf.ones([1, 2, 3])) as tf.Tensor).square().sum().dataSync()[0]);
    expect(norm).toBeCloseTo(1, 6);
  });

  it('trains on, where a row is zero', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ name: 'dense', inputShape: [2], units: 2, useBias: false }),
        unitNormalization({ name: 'unit' }),
      ],
    });
    const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.1 } });
    const { loss } = await step.train({
      inputs: { shape: [2, 2], data: [0, 0, 1, 2] },
      targets: { shape: [2, 2], data: [1, 0, 1, 0] },
    });
    expect(loss).toBeGreaterThan(0);
    expect([...(step.read().get('dense/kernel') as Float32Array)].every(Number.isFinite)).toBe(true);
    step.dispose();
    model.dispose();
  });

  it('refuses settings that it does not know', () => {
    expect(() => unitNormalization({ order: 1 } as never)).toThrow(/order 1/);
  });
});
