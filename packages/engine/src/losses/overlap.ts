import { EngineError } from '../errors.ts';
import { tf } from '../tensorflow.ts';
import type { LossFactories } from './loss.ts';

/** Keras' guard against divisions by 0. */
const EPSILON = 1e-7;

type Axis = number | readonly number[] | undefined;

/** Sums over the axes of one overlap. */
type SumOf = (values: tf.Tensor) => tf.Tensor;

export const overlaps: Pick<LossFactories, 'dice' | 'tversky'> = {
  dice: ({ axis }) =>
    overlap('dice', axis, (targets, predictions, sum) =>
      sum(targets.mul(predictions))
        .mul(2)
        .div(sum(targets).add(sum(predictions)).add(EPSILON)),
    ),
  /**
   * As Keras 3.15 computes it: `alpha` weighs the misses, `beta` the false positives (its documentation swaps them).
   */
  tversky: ({ alpha, beta, axis }) =>
    overlap('tversky', axis, (targets, predictions, sum) => {
      const truePositives = sum(targets.mul(predictions));
      const misses = sum(targets.mul(tf.sub(1, predictions)));
      const falsePositives = sum(tf.sub(1, targets).mul(predictions));
      return truePositives.div(truePositives.add(misses.mul(alpha)).add(falsePositives.mul(beta)).add(EPSILON));
    }),
};

/** 1 less a fraction; where the axes take in the batch, the mean of what is left, `[]`. */
function overlap(
  name: string,
  axis: Axis,
  fraction: (targets: tf.Tensor, predictions: tf.Tensor, sum: SumOf) => tf.Tensor,
): ReturnType<LossFactories['dice']> {
  return (targets, predictions) => {
    const axes = axesOf(name, axis, predictions.shape);
    const losses = tf.sub(
      1,
      fraction(targets, predictions, (values) => values.sum(axes)),
    );
    return axes.includes(0) && losses.rank > 0 ? losses.mean() : losses;
  };
}

function axesOf(name: string, axis: Axis, shape: readonly number[]): number[] {
  const all = [...shape.keys()];
  if (axis === undefined) return all;
  const axes = [axis].flat().map((each) => (each < 0 ? each + shape.length : each));
  if (axes.every((each) => all.includes(each)) && new Set(axes).size === axes.length) return axes;
  throw new EngineError(
    'engine/invalid-options',
    `The loss ${name} has axis [${[axis].flat().join(', ')}], of predictions [${shape.join(', ')}]. ` +
      `Allowed: axes from ${-shape.length} to ${shape.length - 1}, each once.`,
  );
}
