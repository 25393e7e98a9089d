import type { HeadSpec } from '../task/head.ts';
import type { LossOptions } from './loss.ts';
import type { MetricOptions } from './metric.ts';

/** What a network is trained towards: the kind of step, and by the name of each output its loss and metrics. */
export interface Objective {
  readonly step: 'supervised';
  /**
   * A head upon the network's output while it is trained, and left out of the model; what is trained towards targets is
   * then its output. Its weights are in checkpoints.
   */
  readonly trainingHead?: HeadSpec;
  readonly outputs: Readonly<Record<string, ObjectiveOfOutput>>;
}

interface ObjectiveOfOutput {
  readonly loss: LossOptions;
  readonly metrics: readonly MetricOptions[];
  /** How much a sample of each class counts in the training loss, by class index. */
  readonly classWeights?: readonly number[];
}
