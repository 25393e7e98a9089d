import type { StageContext } from '@sightline/artifacts';
import type { MediumSpec, Sample } from '@sightline/contracts';
import type { Dataset } from '../dataset/dataset.ts';
import { mapInOrder } from '../map-in-order.ts';
import { progressOf } from '../report-progress.ts';
import { openPixels, type PixelReader } from './open-inputs.ts';

/**
 * Decodes samples into one array of pixels, several at once.
 *
 * @returns `[samples, height, width, channels]`, of clips `[samples, frames, height, width, channels]`, 0 to 255, in
 * memory that threads can share
 * @throws ArtifactError when a shard is missing or altered
 */
export async function loadPixels(
  dataset: Pick<Dataset, 'read'>,
  samples: readonly Sample[],
  spec: MediumSpec,
  context: Pick<StageContext, 'signal' | 'progress'>,
): Promise<Uint8Array> {
  const reader = openPixels(spec);
  const pixels = new Uint8Array(new SharedArrayBuffer(samples.length * reader.size));
  const advance = progressOf(context, samples.length, 'images');
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
  // Ingest has vetted the image: its own size is the limit.
  const limits = { maxPixels: sample.width * sample.height, maxBytes: sample.bytes };
  return reader.read([await dataset.read(sample)], limits);
}
