import { compilePredict } from '../compile/compile-predict.ts';
import { tf } from '../tensorflow.ts';

describe('centerCrop', () => {
  it.each([
    [9, 7, 5, 4],
    [6, 6, 6, 5],
    [5, 8, 1, 1],
    [4, 4, 4, 4],
  ])('of an image of %i x %i to %i x %i is what tfjs gives', (height, width, down, across) => {
    const model = tf.sequential({
      layers: [tf.layers.centerCrop({ inputShape: [height, width, 2], height: down, width: across })],
    });
    expect(model.inputs[0]?.shape).toEqual([null, height, width, 2]);
    const size = 3 * height * width * 2;
    const image = { shape: [3, height, width, 2], data: Float32Array.from({ length: size }, (_, index) => index) };
    const predictor = compilePredict(model);
    const [result] = predictor.predict(image);
    const expected = tf.tidy(() => (model.predict(tf.tensor(image.data, image.shape)) as tf.Tensor).dataSync());
    expect(result?.shape).toEqual([3, down, across, 2]);
    [...expected].forEach((value, index) => expect(result?.data[index]).toBeCloseTo(value, 4));
    predictor.dispose();
    model.dispose();
  });

  it('of a smaller image is the image stretched', () => {
    const model = tf.sequential({ layers: [tf.layers.centerCrop({ inputShape: [3, 9, 1], height: 4, width: 4 })] });
    const image = { shape: [1, 3, 9, 1], data: Float32Array.from({ length: 27 }, (_, index) => index) };
    const predictor = compilePredict(model);
    const expected = tf.tidy(() => tf.image.resizeBilinear(tf.tensor4d(image.data, [1, 3, 9, 1]), [4, 4]).dataSync());
    expect(predictor.predict(image)[0]?.data).toEqual(expected);
    predictor.dispose();
    model.dispose();
  });
});
