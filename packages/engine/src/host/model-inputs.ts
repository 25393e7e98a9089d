import { EngineError } from '../errors.ts';
import { formatType, type Shape } from '../program/program.ts';
import type { HostTensor } from './host-tensor.ts';
import type { tf } from '../tensorflow.ts';
import { cast, type HostType } from './cast.ts';
import { type HostArray, numericArray } from './host-array.ts';

/** What is expected of a tensor from outside. */
export interface Expected {
  /** As messages call it. */
  readonly what: string;
  readonly dtype: HostType;
  readonly shape: Shape;
}

/**
 * Tensors for the inputs of a model, in their order, cast to their element types.
 *
 * @throws EngineError `engine/invalid-options`, naming the input, when one is missing,
 * not a tensor, or of another shape
 */
export function inputsOf(model: tf.LayersModel, given: readonly HostArray[]): HostTensor[] {
  const expected = model.inputs.map(({ name, shape, dtype }, index) => ({
    what: `Input ${index} of the model (${name})`,
    shape,
    dtype: dtype as HostType,
  }));
  const inputs = fitted(expected, given, 'the model');
  const other = inputs.findIndex(({ shape }) => shape[0] !== inputs[0]?.shape[0]);
  if (other === -1) return inputs;
  throw new EngineError(
    'engine/invalid-options',
    `Input 0 of the model has ${inputs[0]?.shape[0]} samples, input ${other} ${inputs[other]?.shape[0]}. Give the ` +
      'same number of each.',
  );
}

/**
 * Refuses what is not a model, or one that does not know its inputs yet.
 *
 * @throws EngineError `engine/invalid-options`
 */
export function requireBuilt(model: tf.LayersModel): void {
  const { inputs, outputs } = (model ?? {}) as Partial<tf.LayersModel>;
  if (inputs && outputs && inputs.length > 0) return;
  throw new EngineError(
    'engine/invalid-options',
    inputs || model?.layers
      ? 'The model has no layers or no input shape yet. Give its first layer inputShape.'
      : 'Received no model. Give a tf.sequential or tf.model.',
  );
}

/** As {@link inputsOf}, for whatever `owner` names. */
export function fitted(expected: readonly Expected[], given: readonly HostArray[], owner: string): HostTensor[] {
  if (given.length !== expected.length) {
    const list = expected.map(({ what, dtype, shape }) => `${what}: ${formatType({ dtype, shape })}`);
    throw new EngineError(
      'engine/invalid-options',
      `Received ${given.length} inputs; ${owner} has ${expected.length}. Give one tensor for each: ` +
        `${list.join(', ') || 'none'}.`,
    );
  }
  return expected.map(({ what, dtype, shape }, index) => {
    const numbers = numericArray(given[index] as HostArray, what);
    const fits =
      numbers.shape.length === shape.length &&
      shape.every((size, axis) => size === null || size === numbers.shape[axis]);
    if (fits) return cast(numbers, dtype, what);
    const batch = shape[0] === null ? ', the first size being that of the batch' : '';
    throw new EngineError(
      'engine/invalid-options',
      `${what}: received the shape [${numbers.shape.join(', ')}]. ` +
        `Allowed: [${shape.map((size) => size ?? '?').join(', ')}]${batch}.`,
    );
  });
}
