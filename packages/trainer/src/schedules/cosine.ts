import type { LearningRateSchedule } from './schedule.ts';

/** Linear warm-up, then half a cosine down to the final fraction (Loshchilov and Hutter, 2017). */
export const cosine: LearningRateSchedule<'cosine'> = (
  { warmupEpochs, finalFraction },
  learningRate,
  { step, stepsPerEpoch, epochs },
) => {
  const warmup = Math.round(warmupEpochs * stepsPerEpoch);
  if (step < warmup) return (learningRate * (step + 1)) / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, epochs * stepsPerEpoch - warmup));
  const fraction = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (finalFraction + (1 - finalFraction) * fraction);
};
