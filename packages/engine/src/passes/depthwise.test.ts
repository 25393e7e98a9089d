import fc from 'fast-check';
import { tf } from '../tensorflow.ts';
import { expectCompiled, operationsOf } from './own-operations.fixture.ts';

interface Settings {
  batch: number;
  height: number;
  width: number;
  channels: number;
  kernel: number;
  stride: number;
  pad: 'same' | 'valid';
}

type Tensors = [x: tf.Tensor4D, kernel: tf.Tensor4D];

/** A depthwise convolution, and both gradients of the sum of its outputs times a separate slope. */
function layer({ stride, pad }: Settings): (...tensors: Tensors) => tf.Tensor[] {
  return (x, kernel) => {
    const forward = (...[image, weights]: tf.Tensor[]) =>
      tf.depthwiseConv2d(image as tf.Tensor4D, weights as tf.Tensor4D, stride, pad);
    const output = forward(x, kernel);
    const slope = tf.range(0, output.size).mul(0.7).sin().reshape(output.shape);
    return [
      output,
      ...tf.grads((...given) =>
        forward(...given)
          .mul(slope)
          .sum(),
      )([x, kernel]),
    ];
  };
}

function drawn({ batch, height, width, channels, kernel }: Settings): Tensors {
  return [
    tf.randomNormal([batch, height, width, channels], 0, 1, 'float32', 1),
    tf.randomNormal([kernel, kernel, channels, 1], 0, 0.3, 'float32', 2),
  ];
}

const settings = fc.record<Settings>({
  batch: fc.integer({ min: 1, max: 5 }),
  height: fc.integer({ min: 7, max: 20 }),
  width: fc.integer({ min: 7, max: 20 }),
  channels: fc.constantFrom(4, 8, 12, 16, 24, 28, 40),
  kernel: fc.constantFrom(3, 5, 7),
  stride: fc.constantFrom(1, 2, 3),
  pad: fc.constantFrom('same', 'valid'),
});
const standard: Settings = { batch: 2, height: 8, width: 8, channels: 16, kernel: 3, stride: 1, pad: 'same' };
const operations = (each: Settings): string[] => operationsOf(layer(each), drawn(each));

describe('depthwise convolutions', () => {
  it('give what TensorFlow gives, with both gradients', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(settings, (each) => {
        const tensors = drawn(each);
        const expectedOf = () => layer(each)(...tensors);
        expectCompiled(layer(each), { tensors, expectedOf, least: 0.1 });
      }),
      { numRuns: 60 },
    );
  });

  it('run in custom operations, forwards and backwards', () => {
    const ours = operations(standard).filter((op) => op.startsWith('SightlineDepthwise'));
    expect(ours.toSorted()).toEqual([
      'SightlineDepthwiseConv2D',
      'SightlineDepthwiseConv2DBackpropFilter',
      'SightlineDepthwiseConv2DBackpropInput',
    ]);
  });

  it('stay with TensorFlow where a channel fills no vector', () => {
    expect(operations({ ...standard, channels: 3 })).toContain('DepthwiseConv2dNative');
  });
});
