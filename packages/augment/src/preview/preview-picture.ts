import sharp from 'sharp';
import { tile } from './paint.ts';
import { paintRows } from './paint-rows.ts';
import type { PreviewRow } from './preview-rows.ts';

const GAP = 4;
/** Between clips, so that one sees which strips belong together. */
const CLIP_GAP = 16;

/**
 * Draws a grid as a PNG: a row for each sample, its original first, then its augmented forms. Of a clip each form has
 * its own row, frame beside frame; clips stand two abreast.
 *
 * @param rows at least one, see `drawPreview`
 */
export async function renderPreview(rows: readonly PreviewRow[]): Promise<Buffer> {
  const painted = await paintRows(rows);
  const samples = painted.map(({ original, draws, isClip }) => {
    const forms = [original, ...draws];
    return tile(isClip ? forms.map((form) => [form]) : [forms], GAP);
  });
  const isAnyClip = painted.some(({ isClip }) => isClip);
  const columns = isAnyClip ? 2 : 1;
  const lines = Array.from({ length: Math.ceil(samples.length / columns) }, (_, line) =>
    samples.slice(line * columns, (line + 1) * columns),
  );
  const { pixels, width, height } = tile(lines, isAnyClip ? CLIP_GAP : GAP);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
