import type { Frame } from '@sightline/contracts';
import { type Painting, paintFrame, tile } from './paint.ts';
import type { PreviewRow } from './preview-rows.ts';

/**
 * Smaller images are enlarged by a whole factor, so that a person can see their pixels; frames of a clip half as much.
 */
const READABLE = 96;
const LARGEST = 192;
const MOST_FRAMES = 8;
const FRAME_GAP = 1;

/** A row, painted: the original and each draw. */
export interface PaintedRow {
  row: PreviewRow;
  original: Painting;
  draws: Painting[];
  /** Whether each painting is a strip of frames. */
  isClip: boolean;
  /** Whether the original is smaller than it is painted. */
  isEnlarged: boolean;
}

/** Paints all forms of all samples: clips as strips of at most 8 frames, evenly spread. */
export async function paintRows(rows: readonly PreviewRow[]): Promise<PaintedRow[]> {
  const painted: PaintedRow[] = [];
  for (const row of rows) {
    const isClip = row.sample.frames.length > 1;
    const fraction = isClip ? 0.5 : 1;
    const paint = (frames: readonly Frame[]) => paintStrip(frames, fraction);
    painted.push({
      row,
      original: await paint(row.sample.frames),
      draws: await Promise.all(row.draws.map(({ frames }) => paint(frames))),
      isClip,
      isEnlarged: longestSide(row.sample.frames) < fraction * READABLE,
    });
  }
  return painted;
}

async function paintStrip(frames: readonly Frame[], fraction: number): Promise<Painting> {
  const count = Math.min(frames.length, MOST_FRAMES);
  const shown = Array.from({ length: count }, (_, at) => frames[Math.floor((at * frames.length) / count)] as Frame);
  const side = longestSide(shown);
  const readable = fraction * READABLE;
  const scale = side < readable ? Math.ceil(readable / side) : Math.min(1, (fraction * LARGEST) / side);
  return tile([await Promise.all(shown.map((frame) => paintFrame(frame, scale)))], FRAME_GAP);
}

function longestSide(frames: readonly Frame[]): number {
  return Math.max(...frames.map(({ image }) => Math.max(image.width, image.height)));
}
