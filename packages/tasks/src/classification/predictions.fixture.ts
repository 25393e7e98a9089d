import { RandomStream } from '@sightline/contracts';
import type { Predictions } from './predictions.ts';

/** Predictions of a made-up classifier: softmax of noise, with `skill` added to the true class. */
export function randomPredictions(seed: number, samples: number, classes: number, skill: number): Predictions {
  const stream = new RandomStream(seed);
  const actual = Int32Array.from({ length: samples }, () => stream.integer(classes));
  const probabilities = new Float32Array(samples * classes);
  for (const [sample, label] of actual.entries()) {
    const weights = Array.from({ length: classes }, (_, index) =>
      Math.exp(stream.gaussian() + (index === label ? skill : 0)),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    probabilities.set(
      weights.map((weight) => weight / total),
      sample * classes,
    );
  }
  return { labels: Array.from({ length: classes }, (_, index) => `class ${index}`), actual, probabilities };
}
