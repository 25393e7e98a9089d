import type { Objective } from '@sightline/contracts';
import type { TrainStepOptions } from '@sightline/engine';

/** A model, what a task trains it towards, and by which updates. */
export type StepOptions = Pick<TrainStepOptions, 'model' | 'optimizer' | 'precision' | 'seed' | 'warn'> & {
  readonly objective: Objective;
};
