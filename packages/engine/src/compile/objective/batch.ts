import { EngineError } from '../../errors.ts';
import { cast } from '../../host/cast.ts';
import { type HostArray, isByName, isHostArray, listOf, numericArray } from '../../host/host-array.ts';
import { inputsOf } from '../../host/model-inputs.ts';
import type { tf } from '../../tensorflow.ts';
import type { NamedHostTensor } from '../../host/host-tensor.ts';
import type { Objective } from './objective.ts';

/** A batch outside TensorFlow: the model's inputs and targets, `[batch, …]`, in arrays of any element type. */
export interface Batch {
  /** In the order of the model's inputs; cast to their element types. */
  readonly inputs: HostArray | readonly HostArray[];
  /** With several outputs, by the names that `outputs` gave losses to. */
  readonly targets: HostArray | Readonly<Record<string, HostArray>>;
  /**
   * `[batch]`: each sample's loss is multiplied by its weight; or `[batch, …]`, as the predictions without their last
   * axis, the loss of each position (time step, pixel). One for all outputs, or those of some by their names.
   */
  readonly weights?: HostArray | Readonly<Record<string, HostArray>>;
  /** The numbers of the samples in their source, for messages. */
  readonly samples?: readonly number[];
}

/**
 * All tensors of a batch, in the order of the programs' inputs: `input0`, …, `targets of <output>`, …, then the
 * `weights` that there are.
 *
 * @throws EngineError `engine/invalid-options` when an output's targets are missing, something is not numbers of its
 * shape, a class does not exist, or not all have as many samples
 */
export function tensorsOf(
  batch: Batch,
  { model, objective }: { readonly model: tf.LayersModel; readonly objective: Objective },
): NamedHostTensor[] {
  requireBatch(batch);
  const { inputs, targets, weights, samples } = batch;
  const tensors = [
    ...inputsOf(model, listOf(inputs)).map((tensor, index) => ({ name: `input${index}`, ...tensor })),
    ...objective
      .read((output) => targetsOf(targets, output, objective.names.length), samples)
      .map(({ name, ...tensor }) => ({ name: targetsName(name), ...tensor })),
    ...weightsOf(weights, objective.names),
  ];
  requireOneCount(tensors);
  return tensors;
}

function requireBatch(batch: Batch): void {
  if (typeof batch === 'object' && batch !== null && batch.inputs !== undefined && batch.inputs !== null) return;
  const received = typeof batch === 'object' && batch !== null ? 'a batch without inputs' : String(batch);
  throw new EngineError(
    'engine/invalid-options',
    `Received ${received} for a batch. Give { inputs, targets }, each { shape, data }.`,
  );
}

/** The name of an output's targets in programs. */
export function targetsName(output: string): string {
  return `targets of ${output}`;
}

/** The name of an output's own weights in programs. */
export function weightsName(output: string): string {
  return `weights of ${output}`;
}

function weightsOf(weights: Batch['weights'], outputs: readonly string[]): NamedHostTensor[] {
  if (weights === undefined) return [];
  if (isHostArray(weights) || !isByName(weights)) return [asWeights('weights', weights)];
  const unknown = Object.keys(weights).find((output) => !outputs.includes(output));
  if (unknown === undefined) {
    return Object.entries(weights).map(([output, tensor]) => asWeights(weightsName(output), tensor));
  }
  throw new EngineError(
    'engine/invalid-options',
    `The batch has weights of ${unknown}. Allowed: weights { shape, data } of all outputs, or of some by their ` +
      `names: ${outputs.join(', ')}.`,
  );
}

function asWeights(name: string, given: HostArray): NamedHostTensor {
  const what = `The ${name}`;
  return { name, ...cast(numericArray(given, what), 'float32', what) };
}

function targetsOf(targets: Batch['targets'], output: string, count: number): HostArray {
  const found = isByName(targets) ? targets[output] : count === 1 ? targets : undefined;
  if (found !== undefined && found !== null) return found;
  throw new EngineError(
    'engine/invalid-options',
    `The batch has no targets for ${output}. Give targets by the names of the outputs: targets: { ${output}: { ` +
      'shape, data } }.',
  );
}

function requireOneCount(tensors: readonly NamedHostTensor[]): void {
  const count = tensors[0]?.shape[0];
  const other = tensors.find(({ shape }) => shape[0] !== count);
  if (other === undefined && count !== 0) return;
  throw new EngineError(
    'engine/invalid-options',
    other === undefined
      ? 'The batch has no samples. Give at least one.'
      : `The batch has ${count} samples in input0 and ${other.shape[0] ?? 'none'} in ${other.name}. Give the same ` +
          'number of each.',
  );
}
