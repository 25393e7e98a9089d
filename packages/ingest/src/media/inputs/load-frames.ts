import type { Box, DecodeOptions, Frame, Sample } from '@sightline/contracts';
import type { Dataset } from '../../dataset/dataset.ts';
import { decodedLimits } from '../../dataset/parts.ts';
import { type ImageOptions, readImage } from '../image.ts';
import { requireAlignable } from '../require-medium.ts';

/**
 * Decodes all that a sample shows, at one size: an image, which is one frame, or the frames of a clip in their order;
 * with the sample's boxes where they then are.
 *
 * @throws IngestError `ingest/wrong-medium` when it has boxes and is to be aligned
 * @throws ArtifactError when its shard is missing or altered
 */
export async function loadFrames(
  dataset: Pick<Dataset, 'read'>,
  sample: Sample,
  options: ImageOptions,
): Promise<Frame[]> {
  requireAlignable(sample, options);
  const { width, height, channels } = options;
  const boxes = sample.boxes?.map((box) => fitBox(box, sample, options));
  const frames: Frame[] = [];
  for (const encoded of await dataset.read(sample)) {
    const pixels = await readImage(encoded, options, decodedLimits(sample));
    frames.push({ image: { pixels, width, height, channels }, ...(boxes && { boxes }) });
  }
  return frames;
}

/** Where a box of an image is when the image was brought to another size. */
export function fitBox(
  box: Box,
  from: { width: number; height: number },
  { width, height, fit }: Pick<DecodeOptions, 'width' | 'height' | 'fit'>,
): Box {
  if (fit === 'stretch') return box;
  const scales = [width / from.width, height / from.height];
  const scale = fit === 'contain' ? Math.min(...scales) : Math.max(...scales);
  const [across, down] = [(scale * from.width) / width, (scale * from.height) / height];
  return {
    ...box,
    x: 0.5 + (box.x - 0.5) * across,
    y: 0.5 + (box.y - 0.5) * down,
    width: box.width * across,
    height: box.height * down,
  };
}
