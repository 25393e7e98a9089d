import type { StageContext } from '@sightline/artifacts';
import type { EpochRecord, FitSpec } from '@sightline/contracts';
import type { Batch, StepResult } from '@sightline/engine';
import type { CallbackState, Checkpoint, Checkpoints } from '../checkpoints/checkpoint.ts';
import type { Step } from '../steps/step.ts';
import type { Weights } from '../steps/weights.ts';

/** A training, as those who follow it see it. */
export interface Training {
  /** Its variables have the weights of the epoch that has ended. */
  readonly model: Weights;
  readonly step: Step;
  readonly spec: Pick<FitSpec, 'epochs' | 'earlyStopping' | 'restoreBestWeights'>;
  /** How many steps there are in all. */
  readonly steps: number;
  readonly hasValidation: boolean;
  /** The epochs so far. */
  readonly history: readonly EpochRecord[];
  readonly checkpoints: Checkpoints | undefined;
  readonly context: Partial<Pick<StageContext, 'progress' | 'logger'>>;
  /** All that the training needs to go on from here as if it had never stopped. */
  snapshot(): Checkpoint;
}

/** A batch that was trained on. */
interface TrainedBatch {
  readonly epoch: number;
  readonly learningRate: number;
  readonly batch: Batch;
  readonly result: StepResult;
  /** Of the epoch's batches so far, this one among them. */
  readonly totals: ReturnType<Step['totals']>;
}

/** Follows a training, and may refuse it before it begins or end it. */
export interface Callback {
  /** Before the first step, and before a training is continued. */
  onTrainBegin?(): void;
  /** Before the first step of an epoch (from 1). */
  onEpochBegin?(epoch: number): void;
  onBatchEnd?(batch: TrainedBatch): void;
  /** When the epoch is in the history and its weights are in the model. */
  onEpochEnd?(): void | Promise<void>;
  /** Whether there are no more epochs. It depends on the history alone. */
  shouldStop?(): boolean;
  onTrainEnd?(): void;
  /** What it knows besides the history, for a training that is continued. */
  readonly state?: { read(): CallbackState; restore(state: CallbackState): void };
}
