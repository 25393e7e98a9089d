import { compileTrainStep, type TrainStep } from '@sightline/engine';
import type { StepOptions } from './step-options.ts';

/** One network towards targets: forward, loss, back and update as one native call. */
export function supervised({ objective, ...options }: StepOptions): TrainStep {
  return compileTrainStep({ ...options, outputs: objective.outputs });
}
