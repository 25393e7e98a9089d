import type { StageContext } from '@sightline/artifacts';
import type { DecodeOptions, Sample } from '@sightline/contracts';
import type { Dataset } from '../dataset/dataset.ts';
import { decodeImage } from '../decoding/image.ts';
import { mapInOrder } from '../map-in-order.ts';
import { progressOf } from '../report-progress.ts';

/**
 * Decodes samples into one array of pixels, several at once.
 *
 * @returns `[samples, height, width, channels]`, 0 to 255, in memory that threads can share
 * @throws ArtifactError when a shard is missing or altered
 */
export async function loadPixels(
  dataset: Dataset,
  samples: readonly Sample[],
  options: DecodeOptions,
  context: Pick<StageContext, 'signal' | 'progress'>,
): Promise<Uint8Array> {
  const imageBytes = options.width * options.height * options.channels;
  const pixels = new Uint8Array(new SharedArrayBuffer(samples.length * imageBytes));
  const advance = progressOf(context, samples.length, 'images');
  const loading = mapInOrder(samples.entries(), async ([index, sample]) => {
    // Ingest has vetted the image: its own size is the limit.
    const limits = { maxPixels: sample.width * sample.height, maxBytes: sample.bytes };
    pixels.set(await decodeImage(await dataset.read(sample), options, limits), index * imageBytes);
  });
  for await (const _ of loading) advance();
  return pixels;
}
