import fc from 'fast-check';
import { compile } from '../compile/compile.ts';
import { tf } from '../tensorflow.ts';
import {
  convolutionOperationsOf,
  type ConvolutionSettings,
  customOperationsOf,
  expectConvolution,
} from './convolution.fixture.ts';

const common = {
  batch: fc.integer({ min: 1, max: 3 }),
  bias: fc.boolean(),
  relu: fc.boolean(),
};
const winograd = fc.record<ConvolutionSettings>({
  ...common,
  height: fc.integer({ min: 3, max: 14 }),
  width: fc.integer({ min: 3, max: 14 }),
  kernel: fc.constant([3, 3]),
  stride: fc.constant(1),
  channels: fc.constantFrom(16, 32, 48),
  filters: fc.constantFrom(16, 32, 80),
  pad: fc.constantFrom('same', 'valid'),
});
const side = fc.integer({ min: 1, max: 7 });
const few = fc.record<ConvolutionSettings>({
  ...common,
  height: fc.integer({ min: 7, max: 40 }),
  width: fc.integer({ min: 7, max: 40 }),
  kernel: fc.tuple(side, side),
  stride: fc.integer({ min: 1, max: 3 }),
  channels: fc.integer({ min: 1, max: 40 }),
  filters: fc.integer({ min: 1, max: 16 }),
  pad: fc.constantFrom('same', 'valid'),
});

const standard: ConvolutionSettings = {
  batch: 2,
  height: 8,
  width: 8,
  kernel: [3, 3],
  stride: 1,
  channels: 16,
  filters: 16,
  pad: 'same',
  bias: true,
  relu: true,
};
const large: ConvolutionSettings = { ...standard, kernel: [5, 5], channels: 6 };
const largest = (tensor: tf.Tensor): number => tensor.abs().max().dataSync()[0] as number;

describe('custom convolutions', () => {
  it.each<[string, fc.Arbitrary<ConvolutionSettings>]>([
    ['of 3×3 by Winograd', winograd],
    ['of few filters', few],
  ])('%s compute what TensorFlow does, and so do their gradients, whatever the shapes', (_, settings) => {
    expect.hasAssertions();
    fc.assert(fc.property(settings, expectConvolution), { numRuns: 40 });
  });

  it.each([
    [standard, 'SightlineConv2D'],
    [large, 'SightlineDirectConv2D'],
  ])('take in bias and ReLU: %j', (settings, name) => {
    expect(customOperationsOf(settings).sort()).toEqual([name, `${name}BackpropFilter`, `${name}BackpropInput`]);
    expect(convolutionOperationsOf(settings).filter((op) => /Bias|^Relu$/.test(op))).toEqual([]);
  });

  it.each<[string, Partial<ConvolutionSettings>]>([
    ['3×3 kernels of few channels', { channels: 1 }],
    ['channels that do not fill a vector', { channels: 24 }],
    ['a kernel too large for a cache', { channels: 256, filters: 128 }],
    ['kernels of many filters other than 3×3', { kernel: [5, 5], filters: 32 }],
    ['kernels of a single place', { kernel: [1, 1], channels: 3 }],
  ])('leave %s to TensorFlow', (_, changes) => {
    expect(customOperationsOf({ ...standard, ...changes })).toEqual([]);
  });

  it('leave the gradient of the images to TensorFlow where there are strides', () => {
    const operations = convolutionOperationsOf({ ...large, stride: 2 });
    expect(operations).toContain('Conv2DBackpropInput');
    expect(operations).toContain('SightlineDirectConv2DBackpropFilter');
  });

  it('keep the gradients of all kernels and biases that share one', () => {
    const normal = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 0.1, 'float32', seed);
    const [x, first, bias, slope] = [[2, 8, 8, 16], [3, 3, 16, 16], [16], [2, 8, 8, 16]].map(normal) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const second = normal([3, 3, 16, 16], 5);
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
});
