import type { LearningRateSchedule } from './schedule.ts';

/** The same learning rate at every step. */
export const constant: LearningRateSchedule<'constant'> = (_, learningRate) => learningRate;
