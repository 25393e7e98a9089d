import { tf } from '../tensorflow.ts';
import { compilePredict } from './compile-predict.ts';

it('predicts what the model predicts, for each size of batch, and leaves no tensor', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 2], filters: 4, kernelSize: 3, useBias: false }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  const { numTensors } = tf.memory();
  const predictor = compilePredict(model);
  for (const batch of [1, 5, 1]) {
    const x = tf.randomUniform([batch, 8, 8, 2], 0, 1, 'float32', 3);
    const expected = model.predict(x) as tf.Tensor;
    const host = { shape: x.shape, data: x.dataSync<'float32'>() };
    const [result] = predictor.predict(host);
    expect(result?.shape).toEqual([batch, 3]);
    const values = expected.dataSync<'float32'>();
    const [later] = await predictor.predictAsync(host);
    expect(later?.shape).toEqual([batch, 3]);
    // A single row is added up as its memory is aligned: the last bits of two calls may differ.
    for (const each of [result, later])
      each?.data.forEach((value, index) => expect(value).toBeCloseTo(values[index] as number, 6));
    tf.dispose([x, expected]);
  }
  predictor.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
  model.dispose();
});
