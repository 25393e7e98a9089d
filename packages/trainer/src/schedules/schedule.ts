import type { Schedule } from '@sightline/contracts';

/** Where in a training a step is. `step` counts from 0 over the whole training. */
export interface Position {
  step: number;
  /** The mean, where epochs differ. */
  stepsPerEpoch: number;
  epochs: number;
}

/** The learning rate of a step: a function of its position alone, so that a resumed training continues on the same curve. */
export function learningRateAt(
  schedule: Schedule,
  learningRate: number,
  { step, stepsPerEpoch, epochs }: Position,
): number {
  if (schedule.kind === 'constant') return learningRate;
  const warmup = Math.round(schedule.warmupEpochs * stepsPerEpoch);
  if (step < warmup) return (learningRate * (step + 1)) / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, epochs * stepsPerEpoch - warmup));
  const share = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (schedule.finalFraction + (1 - schedule.finalFraction) * share);
}
