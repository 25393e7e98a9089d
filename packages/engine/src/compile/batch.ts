import { EngineError } from '../errors.ts';
import type { HostTensor } from '../session/native-program.ts';

/** A batch outside TensorFlow: the model's inputs and targets, `[batch, …]`. */
export interface Batch {
  /** In the order of the model's inputs. */
  readonly inputs: HostTensor | readonly HostTensor[];
  /** With several outputs, by the names that `outputs` gave losses to. */
  readonly targets: HostTensor | Readonly<Record<string, HostTensor>>;
  /**
   * `[batch]`: each sample's loss is multiplied by its weight; or `[batch, …]`, as the predictions without their last axis, the loss of each position (time
   * step, pixel). One for all outputs, or those of some by their names.
   */
  readonly weights?: HostTensor<Float32Array> | Readonly<Record<string, HostTensor<Float32Array>>>;
}

/** A tensor of a batch and its name in programs. */
export interface NamedHostTensor extends HostTensor {
  readonly name: string;
}

/**
 * All tensors of a batch, in the order of the programs' inputs: `input0`, …, `targets of <output>`, …, then the `weights` that there are.
 *
 * @throws EngineError `engine/invalid-options` when an output's targets are missing
 */
export function tensorsOf({ inputs, targets, weights }: Batch, outputs: readonly string[]): NamedHostTensor[] {
  return [
    ...[inputs].flat().map((tensor, index) => ({ name: `input${index}`, ...tensor })),
    ...outputs.map((output) => ({ name: targetsName(output), ...targetsOf(targets, output, outputs.length) })),
    ...weightsOf(weights, outputs),
  ];
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
  if (ArrayBuffer.isView(weights.data)) return [{ name: 'weights', ...(weights as HostTensor) }];
  const byOutput = Object.entries(weights as Readonly<Record<string, HostTensor>>);
  const unknown = byOutput.find(([output]) => !outputs.includes(output));
  if (unknown === undefined) return byOutput.map(([output, tensor]) => ({ name: weightsName(output), ...tensor }));
  throw new EngineError(
    'engine/invalid-options',
    `The batch has weights of ${unknown[0]}. Allowed: weights { shape, data } of all outputs, or of some by their names: ${outputs.join(', ')}.`,
  );
}

function targetsOf(targets: Batch['targets'], output: string, count: number): HostTensor {
  if (ArrayBuffer.isView(targets.data)) {
    if (count === 1) return targets as HostTensor;
  } else {
    const found = (targets as Readonly<Record<string, HostTensor>>)[output];
    if (found) return found;
  }
  throw new EngineError(
    'engine/invalid-options',
    `The batch has no targets of ${output}. Give targets by the names of the outputs: targets: { ${output}: { shape, data } }.`,
  );
}
