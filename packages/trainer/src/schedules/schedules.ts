import type { Schedule } from '@sightline/contracts';
import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import type { LearningRateSchedule, Position } from './schedule.ts';

/** All schedules, by the `kind` of their settings. */
export const schedules: { readonly [Kind in Schedule['kind']]: LearningRateSchedule<Kind> } = { constant, cosine };

/** The learning rate of a step, where the optimizer's is `learningRate`. */
export function learningRateAt(schedule: Schedule, learningRate: number, position: Position): number {
  const at = schedules[schedule.kind] as (spec: Schedule, learningRate: number, position: Position) => number;
  return at(schedule, learningRate, position);
}
