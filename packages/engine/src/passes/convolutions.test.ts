import fc from 'fast-check';
import { compile } from '../compile/compile.ts';
import { tf } from '../tensorflow.ts';
import { expectCompiled, operationsOf } from './own-operations.fixture.ts';

interface Settings {
  batch: number;
  height: number;
  width: number;
  channels: number;
  filters: number;
  pad: 'same' | 'valid';
  bias: boolean;
  relu: boolean;
}

type Tensors = [x: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor1D, slope: tf.Tensor4D];

/** A convolution as layers use it, and all gradients of the sum of its outputs times `slope`. */
function layer({ pad, bias: hasBias, relu }: Settings): (...tensors: Tensors) => tf.Tensor[] {
  const forward = (x: tf.Tensor, kernel: tf.Tensor, bias?: tf.Tensor): tf.Tensor => {
    const sums = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, pad);
    const biased = bias ? sums.add(bias) : sums;
    return relu ? biased.relu() : biased;
  };
  return (x, kernel, bias, slope) => {
    const given = hasBias ? [x, kernel, bias] : [x, kernel];
    const loss = (...tensors: tf.Tensor[]) =>
      forward(...(tensors as [tf.Tensor, tf.Tensor]))
        .mul(slope)
        .sum();
    return [forward(...(given as [tf.Tensor, tf.Tensor])), ...tf.grads(loss)(given)];
  };
}

/**
 * The same in TensorFlow's operations; which gradients a ReLU lets through is taken from `output`, for a sum close to 0
 * may round to either side of it.
 */
function expectedOf(each: Settings, tensors: Tensors, output: tf.Tensor): tf.Tensor[] {
  const [x, kernel, bias, slope] = tensors;
  const [value] = layer(each)(...tensors) as [tf.Tensor];
  const masked = each.relu ? slope.mul(output.greater(0).toFloat()) : slope;
  const [, ...gradients] = layer({ ...each, relu: false })(x, kernel, bias, masked as tf.Tensor4D);
  return [value, ...gradients];
}

function drawn({ batch, height, width, channels, filters, pad }: Settings): Tensors {
  const [outHeight, outWidth] = pad === 'same' ? [height, width] : [height - 2, width - 2];
  return [
    tf.randomNormal([batch, height, width, channels], 0, 1, 'float32', 1),
    tf.randomNormal([3, 3, channels, filters], 0, 0.1, 'float32', 2),
    tf.randomNormal([filters], 0, 1, 'float32', 3),
    tf.randomNormal([batch, outHeight, outWidth, filters], 0, 1, 'float32', 4),
  ];
}

const settings = fc.record<Settings>({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 3, max: 14 }),
  width: fc.integer({ min: 3, max: 14 }),
  channels: fc.constantFrom(16, 32, 48),
  filters: fc.constantFrom(16, 32, 80),
  pad: fc.constantFrom('same', 'valid'),
  bias: fc.boolean(),
  relu: fc.boolean(),
});

const largest = (tensor: tf.Tensor): number => tensor.abs().max().dataSync()[0] as number;
const isOurs = (op: string): boolean => op.startsWith('Sightline');
const operations = (each: Settings): string[] => operationsOf(layer(each), drawn(each));
const standard: Settings = {
  batch: 2,
  height: 8,
  width: 8,
  channels: 16,
  filters: 16,
  pad: 'same',
  bias: true,
  relu: true,
};

describe('custom convolutions', () => {
  it('compute what TensorFlow does, and so do their gradients, whatever the shapes', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(settings, (each) => {
        const tensors = drawn(each);
        expectCompiled(layer(each), {
          tensors,
          expectedOf: (output) => expectedOf(each, tensors, output),
          least: 1e-3,
        });
      }),
      { numRuns: 25 },
    );
  });

  it('keep the gradients of all kernels and biases that share one', () => {
    const [x, first, bias, slope] = drawn(standard);
    const second = tf.randomNormal([3, 3, 16, 16], 0, 0.1, 'float32', 5);
    const variables = [first, second, bias, bias].map((tensor) => tf.variable(tensor));
    const gradients = (image: tf.Tensor, weight: tf.Tensor): tf.Tensor[] => {
      const sum = (...given: tf.Tensor[]): tf.Tensor => {
        const [a, b, c, d] = given as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
        const [left, right] = [
          tf.conv2d(image as tf.Tensor4D, a, 1, 'same'),
          tf.conv2d(image as tf.Tensor4D, b, 1, 'same'),
        ];
        return left.add(c).add(right.add(d)).mul(weight).sum();
      };
      return tf.grads(sum)(variables);
    };
    const compiled = compile(gradients);
    tf.tidy(() => {
      const actual = compiled(x, slope);
      gradients(x, slope).forEach((expected, index) => {
        const difference = (actual[index] as tf.Tensor).sub(expected);
        expect(largest(difference)).toBeLessThan(1e-5 * largest(expected));
      });
    });
    compiled.dispose();
    tf.dispose([x, first, bias, slope, second, variables]);
  });

  it('take in bias and ReLU', () => {
    const made = operations(standard);
    expect(made.filter(isOurs).sort()).toEqual([
      'SightlineConv2D',
      'SightlineConv2DBackpropFilter',
      'SightlineConv2DBackpropInput',
    ]);
    expect(made.filter((op) => /Bias|^Relu$/.test(op))).toEqual([]);
  });

  it.each<[string, Partial<Settings>]>([
    ['channels that do not fill a vector', { channels: 24 }],
    ['a kernel too large for a cache', { channels: 256, filters: 128 }],
  ])('leave %s to TensorFlow', (_, changes) => {
    expect(operations({ ...standard, ...changes }).filter(isOurs)).toEqual([]);
  });
});
