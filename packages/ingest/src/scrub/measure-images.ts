import type { StageContext } from '@sightline/artifacts';
import type { Sample } from '@sightline/contracts';
import type { Dataset } from '../dataset.ts';
import { decodePixels } from '../image.ts';
import { mapInOrder } from '../map-in-order.ts';
import { progressOf } from '../report-progress.ts';
import { type ImageMeasures, measureImage } from './image-measures.ts';
import { FEATURES, featuresOf } from './image-features.ts';
import { type Matrix, rowOf, zeros } from './matrix.ts';
import { decodeSmallPng } from './small-png.ts';

/** As many as libuv has threads: whole images are in memory. */
const CONCURRENCY = 4;

/** What was seen of images. */
export interface Measured {
  /** By the ids of the samples. */
  readonly measures: Map<string, ImageMeasures>;
  /** In the order of the samples; without rows when they were not asked for. */
  readonly features: Matrix;
}

/** Decodes each sample at its own size and measures it. */
export async function measureImages(
  dataset: Pick<Dataset, 'read'>,
  samples: readonly Sample[],
  { withFeatures }: { withFeatures: boolean },
  context: Pick<StageContext, 'signal' | 'progress'>,
): Promise<Measured> {
  const advance = progressOf(context, samples.length, 'images');
  const measures = new Map<string, ImageMeasures>();
  const features = zeros(withFeatures ? samples.length : 0, FEATURES);
  const measure = async ([row, sample]: [number, Sample]) => {
    // Ingest has vetted the image: its own size is the limit.
    const limits = { maxPixels: sample.width * sample.height, maxBytes: sample.bytes };
    const encoded = await dataset.read(sample);
    const image = decodeSmallPng(encoded) ?? (await decodePixels(encoded, limits));
    if (withFeatures) rowOf(features, row).set(featuresOf(image));
    return [sample.id, measureImage(image)] as const;
  };
  for await (const [id, measured] of mapInOrder(samples.entries(), measure, CONCURRENCY)) {
    measures.set(id, measured);
    advance();
  }
  return { measures, features };
}
