import type { StageContext } from '@sightline/artifacts';
import { parse, preprocessSpecSchema, type PreprocessSettings, type Sample } from '@sightline/contracts';
import type { Dataset } from '../../dataset/dataset.ts';
import { decodedLimits } from '../../dataset/parts.ts';
import { mapInOrder } from '../../map-in-order.ts';
import { progressOf } from '../../report-progress.ts';
import { openPixels, type PixelReader } from './open-inputs.ts';
import { requireMedium } from '../require-medium.ts';

/**
 * Decodes samples into one array of pixels, several at once.
 *
 * @returns `[samples, height, width, channels]`, of clips `[samples, frames, height, width, channels]`, 0 to 255, in
 * memory that threads can share
 * @throws ContractError when the settings do not fit their schema
 * @throws IngestError `ingest/wrong-medium` when samples are not what the preprocessing is of
 * @throws ArtifactError when a shard is missing or altered
 */
export async function loadPixels(
  dataset: Pick<Dataset, 'read'>,
  samples: readonly Sample[],
  settings: PreprocessSettings,
  context: Pick<StageContext, 'signal' | 'progress'>,
): Promise<Uint8Array> {
  const spec = parse(preprocessSpecSchema, settings, 'The preprocessing');
  requireMedium(samples, spec);
  const reader = openPixels(spec);
  const pixels = new Uint8Array(new SharedArrayBuffer(samples.length * reader.size));
  const advance = progressOf(context, samples.length, 'images', 'decoding');
  const loading = mapInOrder(samples.entries(), async ([index, sample]) => {
    pixels.set(await readPixels(dataset, sample, reader), index * reader.size);
  });
  for await (const _ of loading) advance();
  return pixels;
}

/** The pixels of one sample. @throws ArtifactError when its shard is missing or altered */
export async function readPixels(
  dataset: Pick<Dataset, 'read'>,
  sample: Sample,
  reader: PixelReader,
): Promise<Uint8Array> {
  return reader.read(await dataset.read(sample), decodedLimits(sample));
}
