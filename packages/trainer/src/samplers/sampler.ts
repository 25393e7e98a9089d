import type { SamplerSpec } from '@sightline/contracts';
import { TrainerError } from '../errors.ts';

/** Which samples of the training source each epoch has. */
export interface Sampler {
  /** Those of an epoch (from 1), in order, by their numbers, of any count. It depends on the epoch alone. */
  order(epoch: number): readonly number[];
  /**
   * The length of `order(epoch)`, where it is known without making the order: the schedule needs that of all epochs.
   */
  epochSize?(epoch: number): number;
}

/** What a sampler orders. */
export interface SamplerOptions {
  /** How many samples there are. */
  readonly count: number;
  /**
   * The class index of each sample, or what else they are grouped by; left out where they belong to no single group.
   */
  readonly strata?: Int32Array | undefined;
  readonly batchSize: number;
  readonly seed: number;
}

/** Makes the sampler of a kind from its settings; it is a function of seed and epoch. */
export type SamplerFactory<Kind extends SamplerSpec['kind']> = (
  spec: Extract<SamplerSpec, { kind: Kind }>,
  options: SamplerOptions,
) => Sampler;

/** @throws TrainerError `trainer/invalid-options` where the samples have no single class each */
export function requireStrata({ strata }: SamplerOptions, kind: SamplerSpec['kind']): Int32Array {
  if (strata) return strata;
  throw new TrainerError(
    'trainer/invalid-options',
    `The sampler ${kind} needs samples of one class each, which these are not. Allowed here: shuffle.`,
  );
}
