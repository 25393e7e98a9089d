import {
  didYouMean,
  type HeadSpec,
  type ModelSettings,
  type ModelSpec,
  modelSpecSchema,
  networkInput,
  parse,
  shapeProblem,
} from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { ModelsError } from './errors.ts';
import type { Head } from './heads/head.ts';
import { heads } from './heads/heads.ts';
import type { Architecture } from './trunks/architecture.ts';
import { architectures } from './trunks/architectures.ts';

/** What a network is built for, besides its own settings. */
export interface ModelOptions {
  /**
   * One sample without the batch: `[height, width, channels]` of an image, `[frames, height, width, channels]` of a
   * clip.
   */
  readonly inputShape: readonly number[];
  /** What it ends in; its name is that of the network's output. */
  readonly head: HeadSpec;
  /** Of the initial weights and of the dropout masks. */
  readonly seed: number;
}

/**
 * Builds an untrained network: a trunk, `[batch, …inputShape]` → features, and a head upon it. The same spec, options
 * and seed give the same weights.
 *
 * @throws ContractError when the settings do not fit their schema; ModelsError `models/unknown-architecture`, or
 * `models/invalid-architecture` for settings that do not fit the samples
 *
 * @example
 * const head = { kind: 'dense', name: 'probabilities', units: 10, activation: 'softmax' };
 * const model = buildModel({ architecture: 'cnn', filters: [32, 64] }, { inputShape: [28, 28, 1], head, seed: 7 });
 */
export function buildModel(settings: ModelSettings, options: ModelOptions): tf.LayersModel {
  const { architecture } = settings;
  const known = Object.keys(architectures);
  if (!known.includes(architecture)) {
    throw new ModelsError(
      'models/unknown-architecture',
      `There is no architecture "${architecture}".${didYouMean(architecture, known)} Allowed: ${known.join(', ')}.`,
    );
  }
  return buildZooModel(parse(modelSpecSchema, settings, 'The model'), options);
}

/** {@link buildModel} of settings that are parsed. */
export function buildZooModel(spec: ModelSpec, { inputShape, head, seed }: ModelOptions): tf.LayersModel {
  const architecture = architectures[spec.architecture] as Architecture;
  const problem = shapeProblem(spec, inputShape);
  if (problem) throw new ModelsError('models/invalid-architecture', problem);
  const inputs = tf.input({ name: networkInput(spec).medium, shape: [...inputShape] });
  const features = architecture.trunk(inputs, spec, seed);
  const outputs = addHead(features, head, seed);
  return tf.model({ name: spec.architecture, inputs, outputs });
}

/**
 * The last layers of a network, from `features` `[batch, features]` to what its task needs.
 *
 * @param seed of the initial weights
 */
export function addHead(features: tf.SymbolicTensor, head: HeadSpec, seed: number): tf.SymbolicTensor {
  return (heads[head.kind] as Head)(features, head, seed);
}
