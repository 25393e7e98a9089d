import type { ModelSpec } from '@sightline/contracts';
import type { tf } from '@sightline/engine';

/** What a trunk is built for, besides its own settings. */
export interface TrunkOptions {
  /**
   * One sample without the batch: `[height, width, channels]` of an image,
   * `[frames, height, width, channels]` of a clip.
   */
  readonly inputShape: readonly number[];
  /** Of the initial weights and of the dropout masks. */
  readonly seed: number;
}

/** A network up to its head. */
export interface Features {
  readonly inputs: tf.SymbolicTensor;
  /** `[batch, features]` */
  readonly features: tf.SymbolicTensor;
}

/**
 * A family of networks without their last layer. Every layer is named: names seed initial weights and dropout, and
 * those that tfjs gives count up over a process.
 *
 * @throws ModelsError `models/invalid-architecture` when the settings do not fit the shape of the input
 */
export type Trunk<Spec extends ModelSpec = ModelSpec> = (spec: Spec, options: TrunkOptions) => Features;
