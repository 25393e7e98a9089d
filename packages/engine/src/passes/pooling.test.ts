import fc from 'fast-check';
import { tf } from '../tensorflow.ts';
import { expectCompiled, operationsOf } from './own-operations.fixture.ts';

interface Settings {
  batch: number;
  height: number;
  width: number;
  channels: number;
  window: [number, number];
  stride: [number, number];
  pad: 'same' | 'valid';
}

const layer =
  ({ window, stride, pad }: Settings, pool: typeof tf.maxPool<tf.Tensor4D>) =>
  (x: tf.Tensor4D): tf.Tensor[] => [
    pool(x, window, stride, pad),
    tf.grad((image) =>
      pool(image as tf.Tensor4D, window, stride, pad)
        .square()
        .sum(),
    )(x),
  ];

const drawn = ({ batch, height, width, channels }: Settings): tf.Tensor4D =>
  tf.randomNormal([batch, height, width, channels], 0, 1, 'float32', 1);

const size = fc.integer({ min: 1, max: 3 });
const settings = fc.record<Settings>({
  batch: fc.integer({ min: 1, max: 5 }),
  height: fc.integer({ min: 3, max: 20 }),
  width: fc.integer({ min: 3, max: 20 }),
  channels: fc.constantFrom(4, 6, 8, 16, 28, 40),
  window: fc.tuple(size, size),
  stride: fc.tuple(size, size),
  pad: fc.constantFrom('same', 'valid'),
});
const standard: Settings = {
  batch: 2,
  height: 8,
  width: 8,
  channels: 16,
  window: [2, 2],
  stride: [2, 2],
  pad: 'same',
};

describe('custom poolings', () => {
  it.each([
    ['maxima', tf.maxPool<tf.Tensor4D>],
    ['averages', tf.avgPool<tf.Tensor4D>],
  ])('of %s give what TensorFlow gives, with its gradient', (_, pool) => {
    expect.hasAssertions();
    fc.assert(
      fc.property(settings, (each) => {
        const x = drawn(each);
        expectCompiled(layer(each, pool), { tensors: [x], expectedOf: () => layer(each, pool)(x), least: 1 });
      }),
      { numRuns: 60 },
    );
  });

  it('let what is not a number through', () => {
    expect.hasAssertions();
    const x = drawn(standard).mul<tf.Tensor4D>(NaN);
    const numbers = tf.ones([2, 4, 4, 16]);
    expectCompiled((image: tf.Tensor4D) => [tf.maxPool(image, 2, 2, 'same').isNaN().toFloat()], {
      tensors: [x],
      expectedOf: () => [numbers],
      least: 1,
    });
    numbers.dispose();
  });

  it('compute averages of few channels and their gradients, and maxima where channels fill a vector', () => {
    const operations = (each: Settings, pool: typeof tf.maxPool<tf.Tensor4D>): string[] => {
      return operationsOf(layer(each, pool), [drawn(each)]).filter((op) => op.includes('Pool'));
    };
    const narrow = { ...standard, channels: 3 };
    expect(operations(narrow, tf.avgPool)).toEqual(['SightlineAvgPool', 'SightlineAvgPoolGrad']);
    expect(operations({ ...standard, channels: 32 }, tf.avgPool)).toEqual(['AvgPool', 'AvgPoolGrad']);
    expect(operations(standard, tf.maxPool)).toEqual(['SightlineMaxPool', 'MaxPoolGrad']);
    expect(operations(narrow, tf.maxPool)).toEqual(['MaxPool', 'MaxPoolGrad']);
  });
});
