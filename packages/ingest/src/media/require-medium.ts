import type { MediumSpec, Sample } from '@sightline/contracts';
import { mediumOf } from '../dataset/parts.ts';
import { IngestError } from '../errors.ts';

/** @throws IngestError `ingest/wrong-medium` when a sample is not of the medium that a preprocessing is of */
export function requireMedium(samples: readonly Sample[], { kind = 'image' }: MediumSpec): void {
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
