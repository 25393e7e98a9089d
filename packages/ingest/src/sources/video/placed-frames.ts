import type { VideoSource } from './command.ts';

/** A frame that is a sample. */
export interface PlacedFrame {
  /** What it is called in its video: `000004`, in a clip `000001/000000`. */
  place: string;
  file: string;
}

/**
 * Which of the frames that were taken are samples, and what they are called in their video. No clip reaches from one
 * stretch into the next.
 */
export function placedFrames(stretches: readonly (readonly string[])[], frames: VideoSource['frames']): PlacedFrame[] {
  if (frames.by !== 'clip') return stretches.flat().map((file, index) => ({ place: numbered(index), file }));
  const { length, step } = frames;
  return stretches
    .flatMap((files) => clipsOf(files, length, step ?? length))
    .flatMap((clip, number) => clip.map((file, index) => ({ place: `${numbered(number)}/${numbered(index)}`, file })));
}

function clipsOf(files: readonly string[], length: number, step: number): (readonly string[])[] {
  const clips = Math.max(0, Math.floor((files.length - length) / step) + 1);
  return Array.from({ length: clips }, (_, clip) => files.slice(clip * step, clip * step + length));
}

function numbered(value: number): string {
  return String(value).padStart(6, '0');
}
