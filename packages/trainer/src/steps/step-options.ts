import type { Objective } from '@sightline/contracts';
import type { Figure, Loss, Metric, TrainStepOptions } from '@sightline/engine';

/** A model, what a task trains it towards, and by which updates. */
export type StepOptions = Pick<TrainStepOptions, 'model' | 'optimizer' | 'precision' | 'seed' | 'warn'> & {
  readonly objective: Objective;
  readonly custom?: CustomObjective;
};

/** A custom loss instead of the objective's, and custom metrics beside its. */
export interface CustomObjective {
  readonly loss: Loss | undefined;
  readonly metrics: CustomMetrics;
}

/** Metrics of the engine by their names in the spec. */
export type CustomMetrics = Readonly<Record<string, Figure | Metric>>;
