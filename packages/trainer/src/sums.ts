import type { StepResult } from '@sightline/engine';

/** Sums over samples, so that they add up over batches of different sizes. */
export interface Sums {
  readonly count: number;
  readonly loss: number;
  readonly correct: number;
}

export const nothing: Sums = { count: 0, loss: 0, correct: 0 };

export function added({ count, loss, correct }: Sums, { samples, loss: mean, metrics }: StepResult): Sums {
  return {
    count: count + samples,
    loss: loss + mean * samples,
    correct: correct + (metrics.accuracy as number) * samples,
  };
}

export function meansOf({ count, loss, correct }: Sums): { loss: number; accuracy: number } {
  return { loss: loss / count, accuracy: correct / count };
}
