import type { StageContext } from '@sightline/artifacts';
import type { Preprocess, Sample } from '@sightline/contracts';
import type { Dataset } from '../../dataset/dataset.ts';
import { mapInOrder } from '../../map-in-order.ts';
import { progressOf } from '../../report-progress.ts';
import { readPixels } from './load-pixels.ts';
import { openInputs } from './open-inputs.ts';
import { requireMedium } from '../require-medium.ts';

/** As a network predicts them: more at once are hardly faster, and take memory. */
const BATCH_SIZE = 256;

/** Some samples as a network is given them. */
export interface InputBatch {
  /** `[samples, height, width, channels]`, of clips `[samples, frames, height, width, channels]`. */
  readonly inputs: { readonly shape: readonly number[]; readonly data: Float32Array };
  readonly samples: readonly Sample[];
}

/**
 * Samples of a dataset as a network's input, in their order, in batches of 256, the last one of what is left. The next
 * ones are decoded while a batch is used; only one batch is in memory.
 *
 * @param options.message what they are read for, shown with the progress
 * @throws IngestError `ingest/wrong-medium` when samples are not what the preprocessing is of
 * @throws ArtifactError when a shard is missing or altered
 * @throws the signal's reason when aborted
 */
export async function* loadInputs(
  dataset: Pick<Dataset, 'read'>,
  {
    samples,
    preprocess,
    message = 'decoding',
  }: { samples: readonly Sample[]; preprocess: Preprocess; message?: string },
  context: Pick<StageContext, 'signal' | 'progress'>,
): AsyncGenerator<InputBatch> {
  requireMedium(samples, preprocess);
  const reader = openInputs(preprocess);
  const { shape, size, write } = reader;
  const advance = progressOf(context, samples.length, 'samples', message);
  let data = new Float32Array();
  let done = 0;
  for await (const pixels of mapInOrder(samples, (sample) => readPixels(dataset, sample, reader))) {
    const row = done % BATCH_SIZE;
    if (row === 0) data = new Float32Array(Math.min(BATCH_SIZE, samples.length - done) * size);
    write(pixels, data, row * size);
    done += 1;
    advance();
    if ((row + 1) * size < data.length) continue;
    yield { inputs: { shape: [row + 1, ...shape], data }, samples: samples.slice(done - row - 1, done) };
  }
}
