import { cast, naturalType } from '../../host/cast.ts';
import { classIndices } from '../../host/class-indices.ts';
import { type HostArray, numericArray } from '../../host/host-array.ts';
import type { LossTargets } from '../../losses/losses.ts';
import type { HostTensor } from '../../host/host-tensor.ts';

/** What decides how an output's targets are read. */
export interface TargetsOf {
  readonly name: string;
  readonly loss: LossTargets;
  /** Whether each target chooses a weight by its class. */
  readonly weighsClasses: boolean;
  /** Of the output, the batch among its sizes. */
  readonly shape: readonly (number | null)[];
}

/**
 * An output's targets as its loss takes them: indices of classes and identities as int32, whatever is compared with the
 * predictions as float32, and what a function takes in the element type it has.
 *
 * @param samples the numbers of the rows in their source, for messages
 * @throws EngineError `engine/invalid-options`, with value and place, for a class that does not exist
 */
export function readTargets(
  given: HostArray,
  { name, loss, weighsClasses, shape }: TargetsOf,
  samples?: readonly number[],
): HostTensor {
  const what = `The targets of ${name}`;
  const targets = numericArray(given, what);
  if (loss === 'identities') return cast(targets, 'int32', what);
  const units = shape.at(-1) ?? 0;
  const positions = targets.shape.at(-1) === 1 ? targets.shape.length - 1 : targets.shape.length;
  // One number a position, rather than a row of classes.
  const areIndices = targets.shape.length === shape.length - 1 || positions === shape.length - 1;
  if (areIndices && units > 0) {
    if (loss === 'classes') return classIndices(targets, { what, classes: units, samples });
    // A single number tells two classes apart.
    if (weighsClasses) classIndices(targets, { what, classes: Math.max(units, 2), samples });
  }
  return cast(targets, loss === 'values' ? 'float32' : naturalType(targets.data), what);
}
