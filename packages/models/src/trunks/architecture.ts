import type { ArchitectureName, ModelSpec, PreprocessSettings } from '@sightline/contracts';
import type { tf } from '@sightline/engine';

/**
 * A network without its last layer: samples `[batch, …]` → `[batch, features]`. Every layer is named: names seed
 * initial weights and dropout, and those that tfjs gives count up over a process. Input shapes are checked before it is
 * called.
 *
 * @param seed of the initial weights and of the dropout masks
 */
type Trunk<Spec extends ModelSpec = ModelSpec> = (
  input: tf.SymbolicTensor,
  spec: Spec,
  seed: number,
) => tf.SymbolicTensor;

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
  /** Where the network was published. */
  readonly reference: string;
  readonly published?: PublishedSize;
  /** The input that the network was designed for. */
  readonly preprocess: PreprocessSettings;
}
