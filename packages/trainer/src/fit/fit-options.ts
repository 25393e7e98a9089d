import type { StageContext } from '@sightline/artifacts';
import { didYouMean } from '@sightline/contracts';
import type { BatchSource } from '../batches/batch-source.ts';
import type { Callback, Training } from '../callbacks/callback.ts';
import type { Checkpoints } from '../checkpoints/checkpoint.ts';
import { TrainerError } from '../errors.ts';
import type { Sampler } from '../samplers/sampler.ts';
import type { Step } from '../steps/step.ts';
import type { LoopSpecOptions } from './loop-spec.ts';

/** What a model is trained by, on what, and how. */
export interface FitOptions {
  /** Trains the model on a batch: what `compileTrainStep` makes, for example. The caller disposes of it. */
  readonly step: Step;
  readonly training: BatchSource;
  readonly validation?: BatchSource;
  readonly spec: LoopSpecOptions;
  /** Which samples each epoch has: each one once, shuffled, when left out. */
  readonly sampler?: Sampler;
  /** Of the shuffled order; 0 when left out. A sampler has its own. */
  readonly seed?: number;
  /** Where a training that was stopped is continued from. */
  readonly checkpoints?: Checkpoints;
  /**
   * Called before Sightline's: callbacks, or functions of the training that make them. Their states are kept in
   * checkpoints by their places.
   */
  readonly callbacks?: readonly (Callback | ((training: Training) => Callback))[];
  readonly context?: Partial<Pick<StageContext, 'signal' | 'progress' | 'logger'>>;
}

const KNOWN: Readonly<Record<keyof FitOptions, true>> = {
  step: true,
  training: true,
  validation: true,
  spec: true,
  sampler: true,
  seed: true,
  checkpoints: true,
  callbacks: true,
  context: true,
};

/** @throws TrainerError `trainer/invalid-options` for an option that would be ignored */
export function requireFitOptions(options: FitOptions): void {
  const known = Object.keys(KNOWN);
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(KNOWN, key));
  if (unknown === undefined) return;
  throw new TrainerError(
    'trainer/invalid-options',
    `fit received the unknown option ${unknown}.${didYouMean(unknown, known, '')} ` +
      `Allowed: ${known.join(', ')}. What a step is made of (model, loss, metrics, optimizer) is given to ` +
      'compileTrainStep; epochs and batchSize go into spec.',
  );
}
