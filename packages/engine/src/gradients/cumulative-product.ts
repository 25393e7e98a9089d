import { tf } from '../tensorflow.ts';

/**
 * The gradient of `tf.cumprod`, right for zeros among the factors too (TensorFlow divides by them): with y_j = Π_{m≤j} x_m,
 * dx_i = Π_{m<i} x_m · s_i, where s_i = dy_i + x_{i+1} s_{i+1} is scanned in ⌈log₂ n⌉ rounds (Hillis and Steele, 1986).
 */
export function registerCumulativeProductGradient(): void {
  tf.registerGradient({
    kernelName: tf.Cumprod,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { axis, exclusive, reverse } = attributes as unknown as {
        axis: number;
        exclusive: boolean;
        reverse: boolean;
      };
      return { x: () => gradientOf(x as tf.Tensor, dy as tf.Tensor, axis, { exclusive, reverse }) };
    },
  });
}

function gradientOf(
  x: tf.Tensor,
  dy: tf.Tensor,
  axis: number,
  { exclusive, reverse }: { exclusive: boolean; reverse: boolean },
): tf.Tensor {
  const { shape } = x;
  const at = (axis + shape.length) % shape.length;
  const length = shape[at] as number;
  const columns = (tensor: tf.Tensor): tf.Tensor3D => {
    const flat = tensor.reshape<tf.Tensor3D>([product(shape.slice(0, at)), length, product(shape.slice(at + 1))]);
    return reverse ? flat.reverse(1) : flat;
  };
  const factors = columns(x);
  // Exclusive: y_j is the product up to j − 1, so its gradient belongs to the place before.
  const gradients = exclusive ? shifted(columns(dy), 1, 0) : columns(dy);
  let sums = gradients;
  let carried = shifted(factors, 1, 0);
  for (let distance = 1; distance < length; distance *= 2) {
    sums = sums.add(carried.mul(shifted(sums, distance, 0)));
    carried = carried.mul(shifted(carried, distance, 0));
  }
  const result = tf.cumprod(factors, 1, true).mul<tf.Tensor3D>(sums);
  return (reverse ? result.reverse(1) : result).reshape(shape);
}

/** Along axis 1: at each place what stands `distance` further, `fill` beyond the end. */
function shifted(tensor: tf.Tensor3D, distance: number, fill: number): tf.Tensor3D {
  const [outer, length, inner] = tensor.shape;
  const rest = tf.slice(tensor, [0, distance, 0], [outer, length - distance, inner]);
  return tf.pad(
    rest,
    [
      [0, 0],
      [0, distance],
      [0, 0],
    ],
    fill,
  );
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((left, right) => left * right, 1);
}
