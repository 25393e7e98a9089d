import { execFileSync } from 'node:child_process';
import { statelessNormal, statelessUniform } from './random.ts';
import { tf } from './tensorflow.ts';

it('draws the same for the same seed, and something else for another', () => {
  const first = statelessUniform([4, 3], [1, 2]);
  expect(first.shape).toEqual([4, 3]);
  expect(first.dtype).toBe('float32');
  expect(statelessUniform([4, 3], [1, 2]).arraySync()).toEqual(first.arraySync());
  expect(statelessUniform([4, 3], [1, 3]).arraySync()).not.toEqual(first.arraySync());
});

it('is uniform in [0, 1)', () => {
  const drawn = statelessUniform([100_000], [-5, 7]);
  expect(drawn.min().arraySync()).toBeGreaterThanOrEqual(0);
  expect(drawn.max().arraySync()).toBeLessThan(1);
  const { mean, variance } = tf.moments(drawn);
  expect(mean.arraySync()).toBeCloseTo(1 / 2, 2);
  expect(variance.arraySync()).toBeCloseTo(1 / 12, 2);
});

it('is normal with mean 0 and variance 1', () => {
  const drawn = statelessNormal([100_000], [-5, 7]);
  const { mean, variance } = tf.moments(drawn);
  expect(mean.arraySync()).toBeCloseTo(0, 1);
  expect(variance.arraySync()).toBeCloseTo(1, 1);
  const within = drawn.abs().less(1).toFloat().mean();
  expect(within.arraySync()).toBeCloseTo(0.6827, 1);
  expect(statelessNormal([100_000], [-5, 7]).dataSync()).toEqual(drawn.dataSync());
});

it('draws the same in another process', () => {
  const index = new URL('../dist/index.js', import.meta.url).href;
  const script =
    `import { statelessUniform } from ${JSON.stringify(index)}; console.log(JSON.stringify(statelessUniform([8], ` +
    '[11, 12]).arraySync()));';
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual(statelessUniform([8], [11, 12]).arraySync());
});

it('leaves no tensors behind but the one returned', () => {
  const before = tf.memory().numTensors;
  statelessUniform([2], [0, 0]).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
