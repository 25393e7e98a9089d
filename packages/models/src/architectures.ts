import type { ModelSpec } from '@sightline/contracts';
import type { tf } from '@sightline/engine';
import { cnn } from './cnn.ts';

/** What a network is built for, beside its own settings. */
export interface ModelOptions {
  /** `[height, width, channels]` of one image. */
  inputShape: [height: number, width: number, channels: number];
  /** Count of classes: the length of the softmax output. */
  classes: number;
  /** Of the initial weights and of the dropout masks. */
  seed: number;
}

/** A network of the zoo: its settings and what it is built for, to an untrained model `[batch, height, width, channels]` → `[batch, classes]`. */
export type Architecture<Spec extends ModelSpec> = (spec: Spec, options: ModelOptions) => tf.LayersModel;

/** The model zoo. */
export const architectures: {
  [Name in ModelSpec['architecture']]: Architecture<Extract<ModelSpec, { architecture: Name }>>;
} = { cnn };
