import { EngineError } from '../errors.ts';
import type { HostTensor } from '../session/native-program.ts';

/** A batch outside TensorFlow: the model's inputs and targets, `[batch, …]`. */
export interface Batch {
  /** In the order of the model's inputs. */
  readonly inputs: HostTensor | readonly HostTensor[];
  /** With several outputs, by the names that `outputs` gave losses to. */
  readonly targets: HostTensor | Readonly<Record<string, HostTensor>>;
  /** `[batch]`: each sample's loss is multiplied by its weight. */
  readonly weights?: HostTensor<Float32Array>;
}

/** A tensor of a batch and its name in programs. */
export interface NamedHostTensor extends HostTensor {
  readonly name: string;
}

/**
 * All tensors of a batch, in the order of the programs' inputs: `input0`, …, `targets of <output>`, …, and `weights` when there are any.
 *
 * @throws EngineError `engine/invalid-options` when an output's targets are missing
 */
export function tensorsOf({ inputs, targets, weights }: Batch, outputs: readonly string[]): NamedHostTensor[] {
  return [
    ...[inputs].flat().map((tensor, index) => ({ name: `input${index}`, ...tensor })),
    ...outputs.map((output) => ({ name: targetsName(output), ...targetsOf(targets, output, outputs.length) })),
    ...(weights ? [{ name: 'weights', ...weights }] : []),
  ];
}

/** The name of an output's targets in programs. */
export function targetsName(output: string): string {
  return `targets of ${output}`;
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
