import { compilePredict } from '../compile/compile-predict.ts';
import { tf } from '../tensorflow.ts';

/** Convolutions of both kinds, each behind it a normalisation whose statistics are not those of the beginning. */
function network(): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [9, 8, 3], filters: 16, kernelSize: 3, strides: 2, useBias: false }),
      tf.layers.batchNormalization({}),
      tf.layers.reLU({ maxValue: 6 }),
      tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }),
      tf.layers.batchNormalization({ epsilon: 0.1 }),
      tf.layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same', useBias: false }),
      tf.layers.batchNormalization({}),
      tf.layers.reLU(),
      tf.layers.batchNormalization({}),
    ],
  });
  model.setWeights(
    model.getWeights().map((weight, index) => tf.randomUniform(weight.shape, 0.2, 1.5, 'float32', index)),
  );
  return model;
}

describe('normalisations by kept statistics', () => {
  it('go into the convolutions before them', () => {
    const model = network();
    const input = tf.randomNormal([4, 9, 8, 3], 0, 1, 'float32', 7);
    const predictor = compilePredict(model);
    const given = { shape: input.shape, data: input.dataSync() as Float32Array };
    const operations = predictor.program(given).nodes.map(({ op }) => op);
    expect(operations.filter((op) => op.includes('BatchNorm'))).toEqual([]);
    const expected = (model.predict(input) as tf.Tensor).dataSync();
    const [output] = predictor.predict(given);
    const largest = Math.max(...expected);
    expected.forEach((value, place) => {
      expect(Math.abs((output?.data[place] as number) - value)).toBeLessThan(1e-5 * largest);
    });
    predictor.dispose();
    model.dispose();
    input.dispose();
  });
});
