import type { ArchitectureName, ModelSpec, PreprocessSettings } from '@sightline/contracts';
import type { tf } from '@sightline/engine';

/** What a trunk is built for, besides its own settings. */
export interface TrunkOptions {
  /**
   * One sample without the batch: `[height, width, channels]` of an image, `[frames, height, width, channels]` of a
   * clip.
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
 * A network without its last layer. Every layer is named: names seed initial weights and dropout, and those that tfjs
 * gives count up over a process. Input shapes are checked before it is called.
 */
type Trunk<Spec extends ModelSpec = ModelSpec> = (spec: Spec, options: TrunkOptions) => Features;

/** The settings of an architecture, by its name. */
export type SpecOf<Name extends ArchitectureName, Spec = ModelSpec> = Spec extends { architecture: infer Names }
  ? Name extends Names
    ? Spec
    : never
  : never;

/** A count of trainable parameters, and the input and number of classes that it was counted for. */
interface PublishedSize {
  readonly parameters: number;
  readonly inputShape: readonly number[];
  readonly classes: number;
}

/** One entry of the model zoo. */
export interface Architecture<Spec extends ModelSpec = ModelSpec> {
  readonly trunk: Trunk<Spec>;
  /** What a sample must be. */
  readonly medium: 'image' | 'clip';
  /** Height and width in pixels below which nothing is left of an image. */
  readonly smallestSize: (spec: Spec) => number;
  /** Where the network was published. */
  readonly reference: string;
  readonly published?: PublishedSize;
  /** The input that the network was designed for. */
  readonly preprocess: PreprocessSettings;
}
