import { evenlySpaced } from '../../numbers/evenly-spaced.ts';
import type { VideoSource } from './command.ts';

/** A sample of a video: a frame, or a clip of several. */
export interface PlacedSample {
  /** What it is called in its video: a frame `000004.png`, a clip `000001`. */
  place: string;
  /** The file of a frame, or those of a clip's frames. */
  files: string | string[];
}

/**
 * Which samples the frames that were taken make, and what they are called in their video. No clip reaches from one
 * stretch into the next.
 */
export function placedSamples(
  stretches: readonly (readonly string[])[],
  frames: VideoSource['frames'],
): PlacedSample[] {
  if (frames.by !== 'clip') return stretches.flat().map((files, index) => ({ place: `${numbered(index)}.png`, files }));
  const { length, step, clipsPerVideo } = frames;
  const clips = stretches.flatMap((files) => clipsOf(files, length, step ?? length));
  const chosen = evenlySpaced(clips.length, Math.min(clipsPerVideo ?? clips.length, clips.length));
  return chosen.map((clip) => ({ place: numbered(clip), files: clips[clip] as string[] }));
}

function clipsOf(files: readonly string[], length: number, step: number): string[][] {
  const clips = Math.max(0, Math.floor((files.length - length) / step) + 1);
  return Array.from({ length: clips }, (_, clip) => files.slice(clip * step, clip * step + length));
}

function numbered(value: number): string {
  return String(value).padStart(6, '0');
}
