import type { tf } from '../../tensorflow.ts';

interface Weight {
  read(): tf.Tensor;
}

interface Activation {
  getClassName(): string;
}

/** What tfjs' recurrent cells keep to themselves. */
export interface Cell extends tf.layers.Layer {
  kernel: Weight;
  recurrentKernel: Weight;
  bias?: Weight | null;
  activation: Activation;
  recurrentActivation?: Activation;
  dropout: number;
  recurrentDropout: number;
  dropoutFunc?: ((ones: tf.Tensor, rate: number) => tf.Tensor) | undefined;
  dropoutMask: tf.Tensor | tf.Tensor[] | null;
  recurrentDropoutMask: tf.Tensor | tf.Tensor[] | null;
  stateSize: number | number[];
  /** Those of a stack. */
  cells?: Cell[];
}

export interface RecurrentLayer extends tf.layers.Layer {
  cell: Cell;
  goBackwards: boolean;
  returnSequences: boolean;
  returnState: boolean;
  /** That of a convolutional layer with all time steps: `[batch, time, height, width, channels]`. */
  computeSingleOutputShape?(inputShape: number[]): number[];
}

export type Kwargs = Parameters<tf.layers.Layer['call']>[1];
