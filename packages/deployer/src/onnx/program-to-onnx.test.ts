import { type Program, record, tf } from '@sightline/engine';
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

  it('names the operation it cannot express, and the weights nearest to it', () => {
    const program = recordWith((x) => tf.cumsum(convolve(x), 1), [null, 5, 5, 1]);
    expect(() => programToOnnx(program)).toThrow(
      /^Cumsum \(node 1\), float32\[\?,5,5,2\], near the weight stem\/kernel, cannot be exported to ONNX/,
    );
    expect(() => programToOnnx(program)).toThrow(expect.objectContaining({ code: 'deployer/unsupported-operation' }));
  });

  it.each([
    [
      'a computed kernel',
      /^Conv2D.*kernel is computed/,
      (x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, tf.abs(kernel), 1, 'same'),
      [null, 5, 5, 1],
    ],
    [
      'padding by the size of the batch',
      /^Conv2D.*fixed height and width/,
      (x: tf.Tensor) => convolve(tf.transpose(x, [1, 0, 2, 3])),
      [null, 5, 5, 1],
    ],
    [
      'symmetric padding',
      /^MirrorPad.*SYMMETRIC.*REFLECT/,
      (x: tf.Tensor) =>
        tf.mirrorPad(
          x,
          [
            [0, 0],
            [1, 1],
          ],
          'symmetric',
        ),
      [null, 5],
    ],
    [
      'a new axis in a slice',
      /^StridedSlice.*new axis/,
      (x: tf.Tensor) => tf.stridedSlice(x, [0, 0], [0, 2], [1, 1], 1, 1, 0, 2),
      [null, 5],
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
