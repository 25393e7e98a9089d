import { predictedClasses, type Predictions } from './predictions.ts';

const BINS = 15;

export interface Calibration {
  readonly expectedCalibrationError: number;
  /** By the probability of the predicted class, `(lower, upper]`; `confidence` is its mean. */
  readonly bins: readonly {
    readonly lower: number;
    readonly upper: number;
    readonly samples: number;
    readonly confidence: number;
    readonly correct: number;
  }[];
}

/**
 * How far a classifier's confidence can be trusted: samples are put into 15 bins of equal width, `(lower, upper]`, by
 * the probability of the predicted class; each bin has the mean confidence and the fraction that was right. The
 * expected calibration error is their difference, averaged over the samples (Guo et al., "On Calibration of Modern
 * Neural Networks", 2017). Empty bins are left out.
 */
export function calibration(predictions: Predictions): Calibration {
  const { labels, actual, probabilities } = predictions;
  const bins = Array.from({ length: BINS }, () => ({ samples: 0, confidence: 0, correct: 0 }));
  for (const [sample, predicted] of predictedClasses(predictions).entries()) {
    const confidence = probabilities[sample * labels.length + predicted] as number;
    const bin = bins[Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1))] as (typeof bins)[number];
    bin.samples += 1;
    bin.confidence += confidence;
    bin.correct += predicted === actual[sample] ? 1 : 0;
  }
  const filled = bins
    .map((bin, index) => ({ ...bin, lower: index / BINS, upper: (index + 1) / BINS }))
    .filter((bin) => bin.samples > 0);
  const gap = filled.reduce((total, bin) => total + Math.abs(bin.confidence - bin.correct), 0);
  return {
    expectedCalibrationError: gap / actual.length,
    bins: filled.map((bin) => ({ ...bin, confidence: bin.confidence / bin.samples })),
  };
}
