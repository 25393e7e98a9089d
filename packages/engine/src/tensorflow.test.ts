import { tf } from './tensorflow.ts';

it('computes with the native backend', () => {
  expect(tf.getBackend()).toBe('tensorflow');
  expect(tf.matMul([[1, 2]], [[3], [4]]).arraySync()).toEqual([[11]]);
});

it('gives and takes typed arrays', async () => {
  const values = Float32Array.of(1.5, -2, 3);
  const data = await tf.tensor1d(values).data();
  expect([...data]).toEqual([...values]);
  expect([...tf.tensor1d(Int32Array.of(1, 2), 'int32').dataSync()]).toEqual([1, 2]);
});

it('trains', async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
  const x = tf.tensor2d([0, 1, 2, 3], [4, 1]);
  const y = x.mul(2).add(1);
  let loss: unknown;
  for (let step = 0; step < 100; step++) loss = await model.trainOnBatch(x, y);
  expect(loss).toBeLessThan(1e-3);
});
