import type { tf } from '../tensorflow.ts';

/** An operation that tfjs may go back through. */
export interface TapeNode {
  readonly id: number;
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, tf.Tensor | undefined>>;
  readonly outputs: readonly tf.Tensor[];
  /** By the names of the inputs; without it the operation has no gradient. */
  gradient?: (dys: (tf.Tensor | null)[]) => Record<string, () => tf.Tensor>;
}

/** What tfjs' engine keeps to itself. */
export interface Taping {
  readonly state: { readonly activeTape: TapeNode[]; readonly nextTapeNodeId: number };
  addTapeNode: (this: Taping, ...parts: unknown[]) => void;
}
