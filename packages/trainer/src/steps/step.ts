import type { OptimizerSpec } from '@sightline/contracts';
import type { Batch, State, StepResult, TensorData, Totals, TrainStep } from '@sightline/engine';

/** Which weights are meant: those that are trained, or their moving averages. */
export interface WeightsOptions {
  readonly useEma: boolean;
}

/**
 * What `fit` trains by. `compileTrainStep` of the engine makes one from a model and a loss; anything else that does
 * this is one as well: two networks that train each other, for example.
 */
export interface Step {
  /** How often `train` was called; set when a training is continued. */
  step: number;
  readonly mode: TrainStep['mode'];
  readonly precision: TrainStep['precision'];
  /** What schedules scale, and, where there are moving averages of the weights, their momentum. */
  readonly optimizer: Pick<OptimizerSpec, 'learningRate' | 'emaMomentum'>;
  train(batch: Batch, options: { readonly learningRate: number }): Promise<StepResult>;
  /** Refuses a batch that cannot be used, without computing: `fit` asks before the first epoch, where it is there. */
  check?(batch: Batch): void;
  /** Loss and metrics as at inference. */
  evaluate(batch: Batch, options: WeightsOptions): Promise<StepResult>;
  /** Adds the results of several batches up. */
  totals(): Pick<Totals, 'add' | 'loss' | 'metrics'>;
  /** All that the next steps depend on besides `step`, by name. */
  read(): Map<string, TensorData>;
  write(state: State): void;
  /** Brings the weights into the variables of the model. */
  updateModel(options: WeightsOptions): void;
}

/** The weights that a step's training is about: the moving averages where there are any. */
export function weightsOf({ optimizer }: Pick<Step, 'optimizer'>): WeightsOptions {
  return { useEma: optimizer.emaMomentum !== undefined };
}
