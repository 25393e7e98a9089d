import type { ResamplerOptions, Sample } from '@sightline/contracts';
import { AugmentError } from '../errors.ts';
import { resample } from './resample.ts';

/** Samples of the training split with a row of features each. */
export interface TrainingRows {
  samples: readonly Pick<Sample, 'id' | 'label' | 'split'>[];
  /** Features or embeddings, `[samples, dimension]`. */
  values: Float32Array;
  dimension: number;
}

/** Training rows after resampling. */
export interface ResampledTraining {
  /** `[rows, dimension]`. */
  values: Float32Array;
  /** Class names, `[rows]`. */
  labels: string[];
  /** The sample that each row is a copy of; `null` for a synthetic row. */
  ids: (string | null)[];
}

/**
 * {@link resample} for samples of a dataset. A class index is the place of its name among all names, sorted by code
 * units. Takes the training split and no other: rows made from validation or test samples, or copies of them, would be
 * seen in training, and what is measured on a resampled split holds for no real data.
 *
 * @throws AugmentError `augment/not-training-split` when a sample is of another split, or of none yet;
 * `augment/invalid-rows` when one has no label, and as {@link resample} does
 */
export function resampleTraining(
  { samples, values, dimension }: TrainingRows,
  options: ResamplerOptions,
  seed: number,
): ResampledTraining {
  const stray = samples.find(({ split }) => split !== 'train');
  if (stray) {
    throw new AugmentError(
      'augment/not-training-split',
      `received sample "${stray.id}" of ${stray.split === null ? 'no split' : `the ${stray.split} split`}. ` +
        "Only training samples may be resampled: split the dataset first, then pass dataset.of('train').",
    );
  }
  const labelOf = ({ id, label }: TrainingRows['samples'][number]): string => {
    if (label !== undefined) return label;
    const mend = 'Only samples of one class each can be resampled.';
    throw new AugmentError('augment/invalid-rows', `received sample "${id}", which has no label. ${mend}`);
  };
  const names = [...new Set(samples.map(labelOf))].sort();
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const labels = Int32Array.from(samples, (sample) => indexOf.get(labelOf(sample)) as number);
  const resampled = resample({ values, dimension, labels }, options, seed);
  return {
    values: resampled.values,
    labels: Array.from(resampled.labels, (label) => names[label] as string),
    ids: Array.from(resampled.indices, (row) => samples[row]?.id ?? null),
  };
}
