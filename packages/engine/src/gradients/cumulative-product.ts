import { tf } from '../tensorflow.ts';

/**
 * The gradient of `tf.cumprod`, right for zeros among the factors too (TensorFlow divides by them): with
 * y_j = Π_{m≤j} x_m, dx_i = Π_{m<i} x_m · s_i, where s_i = dy_i + x_{i+1} s_{i+1} is scanned in ⌈log₂ n⌉
 * rounds (Hillis and Steele, 1986).
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
    const flat = tensor.reshape<tf.Tensor3D>([
      tf.util.sizeFromShape(shape.slice(0, at)),
      length,
      tf.util.sizeFromShape(shape.slice(at + 1)),
    ]);
    return reverse ? flat.reverse(1) : flat;
  };
  const factors = columns(x);
  // Exclusive: y_j is the product up to j − 1, so its gradient belongs to the place before.
  const gradients = exclusive ? shifted(columns(dy), 1) : columns(dy);
  let sums = gradients;
  let carried = shifted(factors, 1);
  for (let distance = 1; distance < length; distance *= 2) {
    sums = sums.add(carried.mul(shifted(sums, distance)));
    carried = carried.mul(shifted(carried, distance));
  }
  const result = tf.cumprod(factors, 1, true).mul<tf.Tensor3D>(sums);
  return (reverse ? result.reverse(1) : result).reshape(shape);
}

/** Along axis 1: at each place what stands `distance` further, 0 beyond the end. */
function shifted(tensor: tf.Tensor3D, distance: number): tf.Tensor3D {
  const [outer, length, inner] = tensor.shape;
  const rest = tf.slice(tensor, [0, distance, 0], [outer, length - distance, inner]);
  return tf.pad(rest, [
    [0, 0],
    [0, distance],
    [0, 0],
  ]);
}
