import type { StageContext } from '@sightline/artifacts';
import type { DecodeLimits, RawImage, Sample } from '@sightline/contracts';
import type { Dataset } from '../../dataset/dataset.ts';
import { decodedLimits } from '../../dataset/parts.ts';
import { decodePixels } from '../../decoding/image.ts';
import { decodeSmallPng } from '../../decoding/small-png.ts';
import { mapInOrder } from '../../map-in-order.ts';
import { progressOf } from '../../report-progress.ts';
import { clipMeasures, type FrameMeasures, tileOf } from './clip-measures.ts';
import { featuresOf } from './image-features.ts';
import { type ImageMeasures, measureImage } from './image-measures.ts';

/** As many as libuv has threads: whole images are in memory. */
const CONCURRENCY = 4;

/**
 * Decodes each sample at its native size and measures it; a clip frame by frame.
 *
 * @param onFeatures given what each sample looks like (see `featuresOf`; of a clip the mean over its frames), `row` its
 * place among the samples
 * @returns the measures by the ids of the samples
 */
export async function measureImages(
  dataset: Pick<Dataset, 'read'>,
  samples: readonly Sample[],
  context: Pick<StageContext, 'signal' | 'progress'>,
  onFeatures?: (features: Float32Array, row: number) => void,
): Promise<Map<string, ImageMeasures>> {
  const advance = progressOf(context, samples.length, 'images', 'measuring');
  const measures = new Map<string, ImageMeasures>();
  const measure = async ([row, sample]: [number, Sample]) => {
    const encoded = await dataset.read(sample);
    const limits = decodedLimits(sample);
    const features: Float32Array[] = [];
    const look = (image: RawImage) => {
      if (onFeatures) features.push(featuresOf(image));
      return measureImage(image);
    };
    const [first, ...others] = encoded as [Buffer, ...Buffer[]];
    const measured = others.length === 0 ? look(await decode(first, limits)) : await ofClip(encoded, limits, look);
    onFeatures?.(meanOf(features), row);
    return [sample.id, measured] as const;
  };
  for await (const [id, measured] of mapInOrder(samples.entries(), measure, CONCURRENCY)) {
    measures.set(id, measured);
    advance();
  }
  return measures;
}

async function decode(encoded: Uint8Array, limits: DecodeLimits): Promise<RawImage> {
  return decodeSmallPng(encoded) ?? (await decodePixels(encoded, limits));
}

async function ofClip(
  encoded: readonly Uint8Array[],
  limits: DecodeLimits,
  look: (image: RawImage) => ImageMeasures,
): Promise<ImageMeasures> {
  const frames: FrameMeasures[] = [];
  for (const file of encoded) {
    const frame = await decode(file, limits);
    frames.push({ ...look(frame), tile: tileOf(frame) });
  }
  return clipMeasures(frames);
}

function meanOf(list: readonly Float32Array[]): Float32Array {
  const [first, ...others] = list as [Float32Array, ...Float32Array[]];
  return others.length === 0
    ? first
    : first.map((_, place) => list.reduce((sum, one) => sum + (one[place] as number), 0) / list.length);
}
