import type { LossOptions } from './loss.ts';
import type { MetricOptions } from './metric.ts';

/** What a network is trained towards: the kind of step, and by the name of each output its loss and metrics. */
export interface Objective {
  readonly step: 'supervised';
  readonly outputs: Readonly<Record<string, ObjectiveOfOutput>>;
}

interface ObjectiveOfOutput {
  readonly loss: LossOptions;
  readonly metrics: readonly MetricOptions[];
  /** How much a sample of each class counts in the training loss, by class index. */
  readonly classWeights?: readonly number[];
}
