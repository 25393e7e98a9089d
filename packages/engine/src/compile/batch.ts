import type { HostTensor } from '../session/native-program.ts';

/** A batch outside TensorFlow: the model's inputs and targets, `[batch, …]`. */
export interface Batch {
  readonly inputs: HostTensor | readonly HostTensor[];
  readonly targets: HostTensor;
  /** `[batch]`: each sample's loss is multiplied by its weight. */
  readonly weights?: HostTensor<Float32Array>;
}

/** All tensors of a batch, in the order of the programs' inputs. */
export function tensorsOf({ inputs, targets, weights }: Batch): HostTensor[] {
  return [inputs, targets, weights ?? []].flat();
}
