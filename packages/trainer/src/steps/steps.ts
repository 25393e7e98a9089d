import type { Objective } from '@sightline/contracts';
import type { TrainStep, TrainStepOptions } from '@sightline/engine';
import { supervised } from './supervised.ts';

/** A model, what a task trains it towards, and by which updates. */
export type StepOptions = Pick<TrainStepOptions, 'model' | 'optimizer' | 'precision' | 'seed' | 'warn'> & {
  readonly objective: Objective;
};

/** How each kind of objective is trained. */
export const steps: { readonly [Kind in Objective['step']]: (options: StepOptions) => TrainStep } = { supervised };
