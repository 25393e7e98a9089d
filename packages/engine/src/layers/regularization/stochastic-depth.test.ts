import { tf } from '../../tensorflow.ts';
import { outputOf } from '../lowering/recorded-layer.fixture.ts';
import { stochasticDepth } from './stochastic-depth.ts';

const [samples, rate] = [2000, 0.3];
const shape = [samples, 2, 3];

function samplesOf(values: Float32Array): Float32Array[] {
  return Array.from({ length: samples }, (_, index) => values.subarray(index * 6, (index + 1) * 6));
}

describe('stochasticDepth', () => {
  const drawn = ({ name = 'drop', seed = 1, step = 5 } = {}) =>
    outputOf(stochasticDepth({ name, rate }), shape, { seed, step });

  it('drops its fraction of the samples as wholes, and scales the rest', () => {
    const all = samplesOf(drawn());
    expect(all.every((values) => values.every((value) => value === values[0]))).toBe(true);
    const dropped = all.filter(([first]) => first === 0).length / samples;
    expect(Math.abs(dropped - rate)).toBeLessThan(5.5 * Math.sqrt((rate * (1 - rate)) / samples));
    expect(all.every(([first]) => first === 0 || Math.abs(Number(first) * (1 - rate) - 1) < 1e-6)).toBe(true);
  });

  it('depends on seed, layer and step alone', () => {
    expect(drawn()).toEqual(drawn());
    for (const other of [{ step: 6 }, { seed: 2 }, { name: 'other' }]) expect(drawn(other)).not.toEqual(drawn());
  });

  it('is saved and loaded with its rate, and changes nothing at inference', async () => {
    const model = tf.sequential({ layers: [stochasticDepth({ rate, inputShape: [2, 3] })] });
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    expect(again.toJSON()).toBe(model.toJSON());
    tf.tidy(() => {
      const ones = tf.ones(shape);
      expect((again.apply(ones) as tf.Tensor).dataSync()).toEqual(ones.dataSync());
      const trained = samplesOf((again.apply(ones, { training: true }) as tf.Tensor).dataSync<'float32'>());
      expect(trained.every((values) => values.every((value) => value === values[0]))).toBe(true);
      expect(new Set(trained.map(([first]) => first === 0))).toEqual(new Set([true, false]));
    });
  });

  it('refuses settings that it does not know', () => {
    expect(() => stochasticDepth({ rate, dropPathRate: 0.1 } as never)).toThrow(/dropPathRate 0.1/);
  });
});
