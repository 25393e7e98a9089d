import type { Schedule } from '@sightline/contracts';

/** Where in a training a step is. `step` counts from 0 over the whole training. */
export interface Position {
  readonly step: number;
  /** The mean, where epochs differ. */
  readonly stepsPerEpoch: number;
  readonly epochs: number;
}

/**
 * The learning rate of a step, from its position alone, so that a training that is continued stays on the same curve.
 */
export type LearningRateSchedule<Kind extends Schedule['kind']> = (
  spec: Extract<Schedule, { kind: Kind }>,
  learningRate: number,
  position: Position,
) => number;
