import type { Exhibit } from '@sightline/contracts';
import type { Dataset } from '@sightline/ingest';
import { EvaluatorError } from '../errors.ts';
import type { Pictures } from '../exhibits/exhibit-kind.ts';
import { smallPicture } from '../small-picture.ts';

/** Largest side of a picture, in pixels: sharp on a dense screen at the size shown, small in the file. */
const SIDE = 192;

/**
 * Small pictures of the samples that galleries show.
 *
 * @throws EvaluatorError `evaluator/dataset-mismatch` when the dataset has not one of them
 */
export async function readPictures(dataset: Dataset, exhibits: readonly Exhibit[]): Promise<Pictures> {
  const samples = new Map(dataset.samples.map((sample) => [sample.id, sample]));
  const shown = new Set(
    exhibits.flatMap((exhibit) => (exhibit.kind === 'gallery' ? exhibit.items.map(({ sample }) => sample) : [])),
  );
  const pictures = await Promise.all(
    [...shown].map(async (id) => {
      const sample = samples.get(id);
      if (!sample) {
        throw new EvaluatorError(
          'evaluator/dataset-mismatch',
          `Sample ${id} is in the evaluation but not in the dataset. Take the dataset that the evaluation was made on.`,
        );
      }
      return [id, await smallPicture(dataset, sample, SIDE)] as const;
    }),
  );
  return new Map(pictures);
}
