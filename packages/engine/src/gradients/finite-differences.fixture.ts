import { compile } from '../compile/compile.ts';
import { tf } from '../tensorflow.ts';

export type Function = (...inputs: tf.Tensor[]) => tf.Tensor;

const drawn = (shape: readonly number[], seed: number): tf.Tensor => tf.randomNormal([...shape], 0, 1, 'float32', seed);

/** A number for a tensor, whose gradient in the tensor differs from place to place. */
export function weighed(value: tf.Tensor): tf.Scalar {
  const weights = tf.sin(tf.range(1, value.size + 1)).reshape(value.shape);
  return value.mul(weights).sum();
}

/** Central differences of `fn` in each place of `inputs[index]`. */
function differences(fn: Function, inputs: readonly tf.Tensor[], index: number, width: number): Float32Array {
  const { shape, size } = inputs[index] as tf.Tensor;
  const values = (inputs[index] as tf.Tensor).dataSync<'float32'>();
  const at = (place: number, by: number): number =>
    tf.tidy(() => {
      const moved = values.slice();
      moved[place] = (moved[place] as number) + by;
      return fn(
        ...inputs.map((input, which) => (which === index ? tf.tensor(moved, shape) : input)),
      ).dataSync()[0] as number;
    });
  return Float32Array.from({ length: size }, (_, place) => (at(place, width) - at(place, -width)) / (2 * width));
}

function expectClose(actual: tf.Tensor, expected: Float32Array, tolerance: number): void {
  const scale = Math.max(1e-3, ...expected.map(Math.abs));
  const worst = Math.max(
    ...actual.dataSync<'float32'>().map((value, place) => Math.abs(value - (expected[place] as number))),
  );
  expect(worst / scale).toBeLessThan(tolerance);
}

/** The gradients of `fn`, eager and compiled, against each other and against finite differences. */
export function check(fn: Function, shapes: readonly number[][], width: number, tolerance: number): void {
  tf.tidy(() => {
    const inputs = shapes.map((shape, index) => drawn(shape, 10 + index));
    const gradients = tf.grads(fn)(inputs);
    gradients.forEach((gradient, index) => expectClose(gradient, differences(fn, inputs, index, width), tolerance));
    const compiled = compile((...tensors: tf.Tensor[]) => tf.grads(fn)(tensors));
    const results = compiled(...inputs);
    results.forEach((result, index) =>
      expectClose(result, gradients[index]?.dataSync<'float32'>() as Float32Array, 1e-5),
    );
    compiled.dispose();
  });
}

/** The sum of the squares of the gradients: a gradient penalty, whose own gradients are second derivatives. */
export const penaltyOf =
  (fn: Function): Function =>
  (...inputs) =>
    tf.addN(
      tf
        .grads((...tensors: tf.Tensor[]) => weighed(fn(...tensors).square()))(inputs)
        .map((gradient) => gradient.square().sum()),
    );
