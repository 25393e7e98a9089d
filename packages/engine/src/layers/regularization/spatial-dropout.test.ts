import { tf } from '../../tensorflow.ts';
import { outputOf } from '../lowering/recorded-layer.fixture.ts';
import { spatialDropout2d, spatialDropout3d } from './spatial-dropout.ts';

const [samples, channels, rate] = [40, 50, 0.3];

/** The values of each channel of each sample. */
function channelsOf(values: Float32Array, shape: number[], axis: number): Float32Array[] {
  return tf.tidy(() => {
    const images = tf.tensor(values, shape);
    const others = shape.map((_, place) => place).filter((place) => place !== 0 && place !== axis);
    const rows = images.transpose([0, axis, ...others]).reshape([samples * channels, -1]);
    return tf.unstack(rows).map((row) => row.dataSync<'float32'>());
  });
}

describe.each<[string, (options?: object) => tf.layers.Layer, number[], number]>([
  ['2d', (options) => spatialDropout2d({ name: 'drop', rate, ...options }), [samples, 2, 3, channels], 3],
  [
    '2d, channels first',
    (options) => spatialDropout2d({ name: 'drop', rate, dataFormat: 'channelsFirst', ...options }),
    [samples, channels, 2, 3],
    1,
  ],
  ['3d', (options) => spatialDropout3d({ name: 'drop', rate, ...options }), [samples, 2, 2, 2, channels], 4],
])('spatial dropout %s', (...[, make, shape, axis]) => {
  const drawn = (options = {}, { seed = 1, step = 5 } = {}) => outputOf(make(options), shape, { seed, step });

  it('drops its fraction of the channels as wholes, and scales the rest', () => {
    const all = channelsOf(drawn(), shape, axis);
    expect(all.every((values) => values.every((value) => value === values[0]))).toBe(true);
    const dropped = all.filter(([first]) => first === 0).length / all.length;
    expect(Math.abs(dropped - rate)).toBeLessThan(5.5 * Math.sqrt((rate * (1 - rate)) / all.length));
    expect(all.every(([first]) => first === 0 || Math.abs(Number(first) * (1 - rate) - 1) < 1e-6)).toBe(true);
  });

  it('depends on seed, layer and step alone', () => {
    const mask = drawn();
    expect(drawn()).toEqual(mask);
    expect(drawn({}, { step: 6 })).not.toEqual(mask);
    expect(drawn({}, { seed: 2 })).not.toEqual(mask);
    expect(drawn({ name: 'other' })).not.toEqual(mask);
  });

  it('is saved and loaded, changes nothing at inference, and trains in eager tfjs', async () => {
    const model = tf.sequential({ layers: [make({ inputShape: shape.slice(1) })] });
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    expect(again.toJSON()).toBe(model.toJSON());
    tf.tidy(() => {
      const ones = tf.ones(shape);
      const kept = (again.apply(ones) as tf.Tensor).dataSync<'float32'>();
      expect(kept).toEqual(ones.dataSync());
      const trained = (again.apply(ones, { training: true }) as tf.Tensor).dataSync<'float32'>();
      const all = channelsOf(trained, shape, axis);
      expect(all.every((values) => values.every((value) => value === values[0]))).toBe(true);
      expect(all.some(([first]) => first === 0)).toBe(true);
    });
  });

  it('takes images of its rank only', () => {
    expect(() => make().apply(tf.ones([2, 3]))).toThrow(/ndim/);
  });
});
