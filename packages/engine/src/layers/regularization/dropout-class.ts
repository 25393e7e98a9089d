import { tf } from '../../tensorflow.ts';

export type DropoutOptions = Omit<Parameters<typeof tf.layers.dropout>[0], 'noiseShape'>;

type DropoutClass = new (options: DropoutOptions) => ReturnType<typeof tf.layers.dropout>;

/** tfjs' dropout, to be extended; tfjs keeps the class to itself. */
// The name spares its counter of names.
export const Dropout = tf.layers.dropout({ rate: 0, name: 'unused' }).constructor as DropoutClass;
