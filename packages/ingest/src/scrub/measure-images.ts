import type { StageContext } from '@sightline/artifacts';
import type { Sample, RawImage } from '@sightline/contracts';
import type { Dataset } from '../dataset/dataset.ts';
import { decodePixels } from '../decoding/image.ts';
import { mapInOrder } from '../map-in-order.ts';
import { progressOf } from '../report-progress.ts';
import { type ImageMeasures, measureImage } from './image-measures.ts';
import { decodeSmallPng } from '../decoding/small-png.ts';

/** As many as libuv has threads: whole images are in memory. */
const CONCURRENCY = 4;

/**
 * Decodes each sample at its own size and measures it.
 *
 * @param onImage what else is to be seen of each image, `row` its place among the samples
 * @returns the measures by the ids of the samples
 */
export async function measureImages(
  dataset: Pick<Dataset, 'read'>,
  samples: readonly Sample[],
  context: Pick<StageContext, 'signal' | 'progress'>,
  onImage?: (image: RawImage, row: number) => void,
): Promise<Map<string, ImageMeasures>> {
  const advance = progressOf(context, samples.length, 'images');
  const measures = new Map<string, ImageMeasures>();
  const measure = async ([row, sample]: [number, Sample]) => {
    // Ingest has vetted the image: its own size is the limit.
    const limits = { maxPixels: sample.width * sample.height, maxBytes: sample.bytes };
    const encoded = await dataset.read(sample);
    const image = decodeSmallPng(encoded) ?? (await decodePixels(encoded, limits));
    onImage?.(image, row);
    return [sample.id, measureImage(image)] as const;
  };
  for await (const [id, measured] of mapInOrder(samples.entries(), measure, CONCURRENCY)) {
    measures.set(id, measured);
    advance();
  }
  return measures;
}
