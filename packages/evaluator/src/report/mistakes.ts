import type { Dataset } from '@sightline/ingest';
import sharp from 'sharp';
import { EvaluatorError } from '../errors.ts';
import type { PredictionRow } from '../predict/predictions-file.ts';

/** A sample that the model got wrong, with a small picture of it. */
export interface Mistake extends PredictionRow {
  readonly png: Uint8Array;
}

/** Largest side of a picture, in pixels: sharp on a dense screen at the size shown, small in the file. */
const SIDE = 192;

/** The `limit` mistakes that the model was surest of. */
export async function surestMistakes(
  dataset: Dataset,
  rows: readonly PredictionRow[],
  limit: number,
): Promise<Mistake[]> {
  const samples = new Map(dataset.samples.map((sample) => [sample.id, sample]));
  const surest = rows
    .filter((row) => row.label !== row.predicted)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, limit);
  return Promise.all(
    surest.map(async (row) => {
      const sample = samples.get(row.id);
      if (!sample) {
        throw new EvaluatorError(
          'evaluator/dataset-mismatch',
          `Sample ${row.id} is in the predictions but not in the dataset. Take the dataset that the evaluation was made on.`,
        );
      }
      const png = await sharp((await dataset.read(sample))[0])
        .autoOrient()
        .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
        .png()
        .toBuffer();
      return { ...row, png };
    }),
  );
}
