import { type Program, record, recordModel, tf } from '@sightline/engine';
import fc from 'fast-check';
import { transposed } from './converters/layout.ts';
import { programToOnnx } from './program-to-onnx.ts';

const kernel = tf.ones<tf.Rank.R4>([3, 3, 1, 2]);
const convolve = (x: tf.Tensor): tf.Tensor4D => tf.conv2d(x as tf.Tensor4D, kernel, 1, 'same');
const recordWith = (fn: (x: tf.Tensor) => tf.Tensor, shape: (number | null)[]): Program =>
  record(({ x }) => ({ y: fn(x) }), {
    inputs: [{ name: 'x', shape }],
    variables: [{ name: 'stem/kernel', tensor: kernel }],
  });

describe('programToOnnx', () => {
  afterAll(() => kernel.dispose());

  it('names the operation it cannot express, the layer of it, and the weight nearest to it', () => {
    const widest = (x: tf.Tensor): tf.Tensor => tf.dilation2d(x as tf.Tensor4D, tf.ones([2, 2, 2]), 1, 'same');
    const program = recordWith((x) => widest(convolve(x)), [null, 5, 5, 1]);
    expect(() => programToOnnx(program)).toThrow(
      /^Dilation2D \(node 1\), float32\[\?,5,5,2\], near the weight stem\/kernel, cannot be exported to ONNX/,
    );
    expect(() => programToOnnx(program)).toThrow(expect.objectContaining({ code: 'deployer/unsupported-operation' }));

    class Widest extends tf.layers.Layer {
      static className = 'Widest';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return widest([inputs].flat()[0] as tf.Tensor);
      }
    }
    const model = tf.sequential({
      layers: [tf.layers.inputLayer({ inputShape: [5, 5, 2] }), new Widest({ name: 'wide' })],
    });
    expect(() => programToOnnx(recordModel(model))).toThrow(/^Dilation2D \(node 0\) in layer "wide" of class Widest, /);
  });

  it.each([
    [
      'a cumulative product over the batch',
      /^Cumprod.*fixed size of the axis/,
      (x: tf.Tensor) => tf.cumprod(x, 0),
      [null, 5],
    ],
    [
      'blocks of an open size',
      /^SpaceToBatchND.*fixed size of all axes but the batch/,
      (x: tf.Tensor) => tf.spaceToBatchND(tf.transpose(x, [1, 0]), [1], [[0, 0]]),
      [null, 4],
    ],
  ] as const)('refuses %s', (_, message, fn, shape) => {
    expect(() => programToOnnx(recordWith(fn, [...shape]))).toThrow(message);
  });

  it('refuses an output that is called as an input is', () => {
    const program = record(({ x }) => ({ x: tf.neg(x) }), { inputs: [{ name: 'x', shape: [null] }] });
    expect(() => programToOnnx(program)).toThrow(/called "x".*one tensor/);
  });

  it('adds a bias inside the convolution', () => {
    const bytes = (fn: (x: tf.Tensor) => tf.Tensor): string =>
      Buffer.from(programToOnnx(recordWith(fn, [null, 5, 5, 1]))).toString('latin1');
    expect(bytes((x) => tf.add(convolve(x), tf.tensor1d([1, 2])))).not.toContain('Add');
    expect(bytes((x) => tf.add(convolve(x), 1))).toContain('Add');
  });

  it('names the open sizes of inputs and outputs', () => {
    const program = recordWith(convolve, [null, 5, 5, 1]);
    const text = Buffer.from(programToOnnx(program)).toString('latin1');
    expect(text.match(/batch/g)).toHaveLength(2);
  });

  it('writes the same bytes for the same program', () => {
    const program = recordWith(convolve, [null, 5, 5, 1]);
    expect(programToOnnx(program)).toEqual(programToOnnx(program));
  });
});

describe('transposed', () => {
  const cases = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
    }),
  );

  it('orders values as TensorFlow does', () => {
    fc.assert(
      fc.property(cases, ({ shape, order }) => {
        const size = shape.reduce((total, length) => total * length, 1);
        const data = Float32Array.from({ length: size }, (_, index) => index);
        const expected = tf.tidy(() => tf.transpose(tf.tensor(data, shape), order).dataSync());
        expect([...transposed({ name: 'x', dtype: 'float32', shape, data }, order).data]).toEqual([...expected]);
      }),
    );
  });
});
