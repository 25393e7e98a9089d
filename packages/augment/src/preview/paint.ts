import type { RawImage, Frame, Keypoint } from '@sightline/contracts';
import sharp from 'sharp';

/** Pixels in sRGB, `[height, width, 3]`. */
export interface Painting {
  pixels: Uint8Array;
  width: number;
  height: number;
}

type Colour = readonly [red: number, green: number, blue: number];

/** Told apart by colour-blind people too (Okabe and Ito, 2008). */
const COLOURS: readonly Colour[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [213, 94, 0],
  [204, 121, 167],
  [0, 114, 178],
];
const LINE = 2;
const WHITE = 255;

/**
 * Paints a frame `scale` times as large, over it its mask (translucent), its boxes (outlined) and its keypoints (dots),
 * each label in its own colour.
 */
export async function paintFrame({ image, mask, boxes, keypoints }: Frame, scale: number): Promise<Painting> {
  const painting = await enlarge(inColour(image), scale, scale > 1 ? 'nearest' : 'lanczos3');
  if (mask) {
    const classes = await enlarge(repeated(mask), scale, 'nearest');
    for (let at = 0; at < painting.pixels.length; at++) {
      const number = classes.pixels[at] as number;
      if (number > 0)
        painting.pixels[at] = ((painting.pixels[at] as number) + (colourOf(number)[at % 3] as number)) / 2;
    }
  }
  for (const box of boxes ?? []) outline(painting, box, colourOf(box.label));
  for (const point of keypoints ?? []) dot(painting, point, colourOf(point.label));
  return painting;
}

/** Sets paintings out in rows and columns, each in the corner of its cell, with `gap` white pixels between. */
export function tile(rows: readonly (readonly Painting[])[], gap: number): Painting {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.width ?? 0)),
  );
  const heights = rows.map((row) => Math.max(...row.map(({ height }) => height)));
  const [left, top] = [offsets(widths, gap), offsets(heights, gap)];
  const width = (left.at(-1) as number) - gap;
  const height = (top.at(-1) as number) - gap;
  const pixels = new Uint8Array(width * height * 3).fill(WHITE);
  for (const [row, paintings] of rows.entries()) {
    for (const [column, painting] of paintings.entries()) {
      for (let y = 0; y < painting.height; y++) {
        const line = painting.pixels.subarray(y * painting.width * 3, (y + 1) * painting.width * 3);
        pixels.set(line, (((top[row] as number) + y) * width + (left[column] as number)) * 3);
      }
    }
  }
  return { pixels, width, height };
}

function offsets(lengths: readonly number[], gap: number): number[] {
  let sum = 0;
  return [0, ...lengths.map((length) => (sum += length + gap))];
}

function inColour(image: RawImage): RawImage {
  return image.channels === 3 ? image : repeated(image);
}

/** One band as three. */
function repeated({ pixels, width, height }: RawImage): RawImage {
  return {
    pixels: Uint8Array.from({ length: 3 * pixels.length }, (_, at) => pixels[(at / 3) | 0] as number),
    width,
    height,
    channels: 3,
  };
}

async function enlarge(
  { pixels, width, height }: RawImage,
  scale: number,
  kernel: 'nearest' | 'lanczos3',
): Promise<Painting> {
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const raw = sharp(pixels, { raw: { width, height, channels: 3 } });
  return {
    pixels: new Uint8Array(
      await raw
        .resize({ ...size, kernel, fit: 'fill' })
        .raw()
        .toBuffer(),
    ),
    ...size,
  };
}

/** Of what is marked with a label, or a mask with a class number. */
export function colourOf(label: string | number): Colour {
  const number = typeof label === 'number' ? label - 1 : Buffer.from(label).reduce((sum, byte) => sum + byte, 0);
  return COLOURS[number % COLOURS.length] as Colour;
}

function outline(
  painting: Painting,
  box: { x: number; y: number; width: number; height: number },
  colour: Colour,
): void {
  const [left, right] = [box.x, box.x + box.width].map((fraction) => Math.round(fraction * painting.width)) as [
    number,
    number,
  ];
  const [top, bottom] = [box.y, box.y + box.height].map((fraction) => Math.round(fraction * painting.height)) as [
    number,
    number,
  ];
  fill(painting, [left, top, right, top + LINE], colour);
  fill(painting, [left, bottom - LINE, right, bottom], colour);
  fill(painting, [left, top, left + LINE, bottom], colour);
  fill(painting, [right - LINE, top, right, bottom], colour);
}

function dot(painting: Painting, { x, y }: Keypoint, colour: Colour): void {
  const [column, row] = [Math.round(x * painting.width), Math.round(y * painting.height)];
  fill(painting, [column - LINE, row - LINE, column + LINE, row + LINE], colour);
}

function fill(
  { pixels, width, height }: Painting,
  [left, top, right, bottom]: [number, number, number, number],
  colour: Colour,
): void {
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y++)
    for (let x = Math.max(0, left); x < Math.min(width, right); x++) pixels.set(colour, (y * width + x) * 3);
}
