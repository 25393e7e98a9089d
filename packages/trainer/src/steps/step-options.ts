import type { Objective } from '@sightline/contracts';
import type { TrainStepOptions } from '@sightline/engine';
import type { FitCode } from '../custom/fit-code.ts';

/** A model, what a task trains it towards, and by which updates. */
export type StepOptions = Pick<TrainStepOptions, 'model' | 'optimizer' | 'precision' | 'seed' | 'warn'> & {
  readonly objective: Objective;
  /** A custom loss instead of the objective's, and custom metrics beside its. */
  readonly custom?: Pick<FitCode, 'loss' | 'metrics'>;
};
