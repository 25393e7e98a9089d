import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { groupNormalization } from './group-normalization.ts';

describe('groupNormalization', () => {
  it.each([
    [1, 'one group, which is layer normalisation over everything'],
    [2, 'groups of three channels'],
    [-1, 'a group for each channel'],
  ])('gives each group of a sample the mean 0 and the variance 1: %i, %s', (groups) => {
    tf.tidy(() => {
      const images = tf.randomNormal([3, 4, 5, 6], 7, 3, 'float32', 1);
      const output = groupNormalization({ groups }).apply(images) as tf.Tensor;
      const each = groups === -1 ? 6 : groups;
      const grouped = output.reshape([3, 20, each, 6 / each]);
      const { mean, variance } = tf.moments(grouped, [1, 3]);
      for (const value of mean.dataSync()) expect(value).toBeCloseTo(0, 4);
      for (const value of variance.dataSync()) expect(value).toBeCloseTo(1, 3);
    });
  });

  it('does not depend on the other samples of the batch', () => {
    tf.tidy(() => {
      const images = tf.randomNormal([4, 3, 3, 4], 0, 1, 'float32', 1);
      const layer = groupNormalization({ groups: 2 });
      const together = layer.apply(images) as tf.Tensor;
      const alone = layer.apply(images.slice([1], [1])) as tf.Tensor;
      const difference = together.slice([1], [1]).sub(alone).abs().max().dataSync()[0];
      expect(difference).toBeLessThan(1e-6);
    });
  });

  it('refuses groups that do not divide the channels, naming itself', () => {
    const build = () => groupNormalization({ name: 'norm', groups: 4 }).apply(tf.input({ shape: [8, 8, 6] }));
    expect(build).toThrow(EngineError);
    expect(build).toThrow(/"norm" cannot make 4 groups of axis -1 .*8, 8, 6/);
    expect(() => groupNormalization({ groups: 2.5 }).apply(tf.input({ shape: [6] }))).toThrow(EngineError);
    expect(() => groupNormalization({ groups: 2 }).apply(tf.input({ shape: [null, 4, null] }))).toThrow(EngineError);
  });
});
