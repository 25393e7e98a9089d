import type { MediumSpec, Sample } from '@sightline/contracts';
import { mediumOf } from '../dataset/parts.ts';
import { IngestError } from '../errors.ts';
import type { ImageOptions } from './image.ts';

/** @throws IngestError `ingest/wrong-medium` when a sample is not what a preprocessing is of */
export function requireMedium(samples: readonly Sample[], spec: MediumSpec): void {
  for (const sample of samples) requireAlignable(sample, spec);
  const { kind = 'image' } = spec;
  const other = samples.find((sample) => mediumOf(sample) !== kind);
  if (!other) return;
  const frames = other.parts.length;
  throw new IngestError(
    'ingest/wrong-medium',
    kind === 'image'
      ? `${other.id} is a clip of ${frames} frames, but preprocess is of images. Write preprocess: { kind: clip, ` +
          `frames: ${frames}, … }, ` +
          'or make a sample of each frame (of a video source, frames: { by: rate }).'
      : `${other.id} is an image, but preprocess.kind is clip. Leave kind and frames out, or make samples of clips ` +
          '(of a video source, frames: { by: clip }).',
  );
}

/** @throws IngestError `ingest/wrong-medium` when boxes would not be where an aligned image has them */
export function requireAlignable({ id, boxes = [] }: Sample, { align }: ImageOptions): void {
  if (align === undefined || boxes.length === 0) return;
  throw new IngestError(
    'ingest/wrong-medium',
    `${id} has boxes, which preprocess.align does not move with the image. Leave align out, or the boxes.`,
  );
}
