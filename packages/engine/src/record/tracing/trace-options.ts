import type { tf } from '../../tensorflow.ts';
import type { Lowering } from '../calls/layer-calls.ts';

/** A tensor and the name it has in the program. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** A function over tensors: what `record` runs. */
export type TensorFunction<Name extends string = string> = (
  inputs: Record<Name, tf.Tensor>,
) => Record<string, tf.Tensor>;

export interface TraceOptions {
  readonly inputs: readonly NamedTensor[];
  /** The tensors from outside that the function uses. */
  readonly variables?: readonly NamedTensor[];
  /**
   * Names `tf.Variable`s that the function uses or assigns without their being in `variables`; without it they are
   * tensors from outside.
   */
  readonly nameVariable?: (variable: tf.Variable) => string;
  readonly lower?: Lowering;
}
