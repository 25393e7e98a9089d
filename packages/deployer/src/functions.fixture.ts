import { tf } from '@sightline/engine';
import { randomValues } from './random-values.fixture.ts';

interface Backend {
  binding: Record<'TF_ATTR_BOOL' | 'TF_ATTR_INT' | 'TF_ATTR_STRING' | 'TF_ATTR_TYPE' | 'TF_FLOAT', number>;
  executeSingleOutput(op: string, attributes: object[], inputs: tf.Tensor[]): tf.Tensor;
}
/** Runs an operation that TensorFlow has and tfjs does not call, on float32 tensors. */
function native(
  op: string,
  inputs: tf.Tensor[],
  attributes: Record<string, boolean | string | number[]> = {},
): tf.Tensor {
  const backend = tf.backend() as unknown as Backend;
  const { TF_ATTR_BOOL, TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
  const typeOf = (value: unknown) =>
    Array.isArray(value) ? TF_ATTR_INT : typeof value === 'string' ? TF_ATTR_STRING : TF_ATTR_BOOL;
  const given = Object.entries(attributes).map(([name, value]) => ({ name, type: typeOf(value), value }));
  return backend.executeSingleOutput(op, [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }, ...given], inputs);
}

type Tensor4D = tf.Tensor4D;

/** Functions that use what no layer does: name → a function of the input `[batch, ...shape]`. */
export const FUNCTIONS: Readonly<Record<string, { shape: number[]; fn: (x: tf.Tensor) => tf.Tensor }>> = {
  arithmetic: { shape: [5], fn: (x) => tf.sqrt(tf.add(tf.square(tf.sub(tf.neg(x), 1)), tf.exp(tf.div(x, 3)))) },
  'logarithms and powers': { shape: [5], fn: (x) => tf.pow(tf.log(tf.add(tf.abs(x), 2)), 3) },
  'reciprocal roots': { shape: [5], fn: (x) => tf.rsqrt(tf.add(tf.squaredDifference(x, 2), 0.1)) },
  clipping: { shape: [5], fn: (x) => tf.maximum(tf.minimum(x, 0.5), -0.25) },
  'casts there and back': { shape: [5], fn: (x) => tf.cast(tf.cast(tf.mul(x, 10), 'int32'), 'float32') },
  'a sum that keeps its axes': { shape: [4, 3], fn: (x) => tf.div(x, tf.add(tf.sum(tf.abs(x), [1, 2], true), 1)) },
  'a minimum over an axis': { shape: [4, 3], fn: (x) => tf.min(x, -1) },
  'a product over an axis': { shape: [4, 3], fn: (x) => tf.prod(x, 1) },
  'a product of transposed matrices': { shape: [4, 3], fn: (x) => tf.matMul(x, x, true, false) },
  'a product with a transposed weight': {
    shape: [6],
    fn: (x) =>
      native(
        'MatMul',
        [
          x,
          tf.tensor2d([
            [1, 2, 3, 4, 5, 6],
            [6, 5, 4, 3, 2, 1],
          ]),
        ],
        { transpose_a: false, transpose_b: true },
      ),
  },
  'a bias added as such': { shape: [4], fn: (x) => native('BiasAdd', [x, tf.tensor1d([1, 2, 3, 4])]) },
  'a convolution whose sum is used twice': {
    shape: [5, 5, 1],
    fn: (x) => {
      const sum = tf.conv2d(
        x as Tensor4D,
        tf.tensor4d(
          randomValues([3, 3, 1, 2], 6).map((value) => value / 30),
          [3, 3, 1, 2],
        ),
        1,
        'same',
      );
      return tf.mul(tf.add(sum, tf.tensor1d([1, 2])), sum);
    },
  },
  'a grouped convolution': {
    shape: [5, 5, 4],
    fn: (x) => native('Conv2D', [x, tf.ones([3, 3, 2, 6])], { strides: [1, 1, 1, 1], padding: 'VALID' }),
  },
  'a convolution with explicit padding': {
    shape: [5, 5, 1],
    fn: (x) =>
      tf.conv2d(x as Tensor4D, tf.ones([3, 3, 1, 2]), 1, [
        [0, 0],
        [2, 1],
        [0, 3],
        [0, 0],
      ] as never),
  },
  'a slice': { shape: [6, 5], fn: (x) => tf.slice(x, [0, 2, 1], [-1, 3, 2]) },
  'a strided slice': { shape: [6, 5], fn: (x) => tf.stridedSlice(x, [0, 5, 1], [0, 0, 5], [1, -2, 2], 0b001, 0b011) },
  'a strided slice that drops an axis': {
    shape: [6, 5],
    fn: (x) => tf.stridedSlice(x, [0, -1, 1], [0, 0, 5], [1, 1, 2], 0b001, 0b001, 0, 0, 0b010),
  },
  'dropped axes': { shape: [1, 4], fn: (x) => native('Squeeze', [x], { squeeze_dims: [1] }) },
  stacking: { shape: [4], fn: (x) => tf.stack([x, tf.neg(x)], 1) },
  'padding with a value': {
    shape: [3, 2],
    fn: (x) =>
      tf.pad(
        x,
        [
          [0, 0],
          [1, 2],
          [0, 1],
        ],
        7,
      ),
  },
  'padding by mirroring': {
    shape: [4, 4, 2],
    fn: (x) =>
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [1, 2],
          [2, 0],
          [0, 0],
        ],
        'reflect',
      ),
  },
  'the input itself': { shape: [3], fn: (x) => x },
  'a constant for a weight': { shape: [3], fn: (x) => tf.add(x, tf.tensor(randomValues([3], 5))) },
};
