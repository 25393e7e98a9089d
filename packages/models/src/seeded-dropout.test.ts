import { tf } from '@sightline/engine';
import fc from 'fast-check';
import { SeededDropout, setDropoutStep } from './seeded-dropout.ts';

const shape = [100, 200];

/** What the layer makes of ones: its mask over 1 - rate. */
function maskOf(settings: { rate: number; maskSeed?: number; step?: number }): Float32Array {
  const { rate, maskSeed = 1, step = 0 } = settings;
  const layer = new SeededDropout({ name: 'dropout', rate, maskSeed });
  layer.step = step;
  return tf.tidy(() => layer.call(tf.ones(shape), { training: true }).dataSync<'float32'>());
}

describe('SeededDropout', () => {
  it('drops the given share and keeps the mean', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.1, 0.25, 0.5, 0.9), fc.nat(1_000_000), fc.integer(), (rate, step, maskSeed) => {
        const mask = maskOf({ rate, step, maskSeed });
        const count = mask.length;
        const dropped = mask.filter((value) => value === 0).length / count;
        // Five and a half standard errors of a binomial share.
        expect(Math.abs(dropped - rate)).toBeLessThan(5.5 * Math.sqrt((rate * (1 - rate)) / count));
        expect(mask.every((value) => value === 0 || Math.abs(value * (1 - rate) - 1) < 1e-6)).toBe(true);
        const mean = mask.reduce((sum, value) => sum + value, 0) / count;
        expect(Math.abs(mean - 1)).toBeLessThan(5.5 * Math.sqrt(rate / (1 - rate) / count));
      }),
      { numRuns: 40 },
    );
  });

  it('draws the same mask for the same seed and step, another for another', () => {
    const mask = maskOf({ rate: 0.5, maskSeed: 3, step: 9 });
    expect(maskOf({ rate: 0.5, maskSeed: 3, step: 9 })).toEqual(mask);
    expect(maskOf({ rate: 0.5, maskSeed: 3, step: 10 })).not.toEqual(mask);
    expect(maskOf({ rate: 0.5, maskSeed: 4, step: 9 })).not.toEqual(mask);
  });

  it('is the identity when not training', () => {
    const layer = new SeededDropout({ name: 'dropout', rate: 0.5, maskSeed: 1 });
    const input = tf.randomUniform([4, 5], 0, 1, 'float32', 1);
    expect((layer.apply(input) as tf.Tensor).dataSync()).toEqual(input.dataSync());
    expect((layer.apply(input, { training: false }) as tf.Tensor).dataSync()).toEqual(input.dataSync());
  });

  it('lets the gradient through where the mask does', () => {
    const layer = new SeededDropout({ name: 'dropout', rate: 0.3, maskSeed: 5 });
    const gradient = tf.grad((input) => layer.call(input, { training: true }).sum())(tf.ones(shape));
    expect(gradient.dataSync()).toEqual(maskOf({ rate: 0.3, maskSeed: 5 }));
  });
});

describe('setDropoutStep', () => {
  it('sets every dropout layer of a model, each with a mask of its own', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.activation({ activation: 'linear', inputShape: [64] }),
        new SeededDropout({ name: 'first', rate: 0.5, maskSeed: 1 }),
        new SeededDropout({ name: 'second', rate: 0.5, maskSeed: 2 }),
      ],
    });
    const run = (step: number) => {
      setDropoutStep(model, step);
      return tf.tidy(() => (model.apply(tf.ones([100, 64]), { training: true }) as tf.Tensor).dataSync<'float32'>());
    };
    const kept = run(1).filter((value) => value > 0).length / 6400;
    expect(kept).toBeGreaterThan(0.22);
    expect(kept).toBeLessThan(0.28);
    expect(run(1)).not.toEqual(run(2));
    expect(run(1)).toEqual(run(1));
  });
});
