import type { Shape } from '../../program/program.ts';
import type { tf } from '../../tensorflow.ts';

/** Whether a model's inputs have open sizes besides the batch. */
export function hasOpenSizes(model: tf.LayersModel): boolean {
  return model.inputs.some(({ shape }) => shape.slice(1).includes(null));
}

/** Whether the sizes of a model's outputs may follow open ones. tfjs computes less than nothing for some of those. */
export function hasOpenOutputs(model: tf.LayersModel): boolean {
  return model.outputs.some(({ shape }) => shape.slice(1).some((size) => size === null || size <= 0));
}

/** The shapes of a model's inputs, `null` where they are open. */
export function openShapes(model: tf.LayersModel): Shape[] {
  return model.inputs.map(({ shape }) => shape);
}

/**
 * The shape of a batch's targets or weights for other open sizes: what is as the model's output is, follows it.
 *
 * @param output the shapes of the model's output in the batch, and for the other sizes
 */
export function followingShape(
  shape: readonly number[],
  batch: number,
  output: { readonly before: Shape; readonly after: Shape } | undefined,
): number[] {
  return shape.map((size, axis) => {
    if (axis === 0) return batch;
    return output && size === output.before[axis] ? (output.after[axis] as number) : size;
  });
}
