import type { RawImage } from '@sightline/contracts';
import { pixelAt } from '../../geometry/border.ts';
import { defineTransform } from '../definition.ts';
import { halfToEven } from '../rounding.ts';
import { fromLab, toLab } from './lab.ts';

export const clahe = defineTransform('clahe', {
  draw: ({ clipLimit: [low, high], tileGrid }, random) => ({
    clipLimit: random.uniform(low, high),
    columns: tileGrid[0],
    rows: tileGrid[1],
  }),
  pixels(parameters, image) {
    if (image.channels === 1) return equalizeTiles(image, parameters);
    const lab = toLab(image);
    return fromLab(equalizeTiles(lab, parameters));
  },
});

const { fround } = Math;

/**
 * In float32, as OpenCV: values halfway between two grey levels are common here,
 * and each last bit tells to which they go.
 */
function between(first: number, second: number, fraction: number): number {
  return fround(fround(first * fround(1 - fraction)) + fround(second * fraction));
}

interface Tiling {
  /** Times the mean count of a grey level, the most that one counts. */
  clipLimit: number;
  columns: number;
  rows: number;
}

/**
 * Equalizes the first channel: each pixel between the tables of the four tiles round it. As OpenCV's CLAHE, which
 * mirrors the image at its right and lower edges until the tiles are whole.
 */
function equalizeTiles(image: RawImage, tiling: Tiling): RawImage {
  const { width, height, channels } = image;
  const { columns, rows } = tiling;
  const isWhole = width % columns === 0 && height % rows === 0;
  const tileWidth = isWhole ? width / columns : Math.floor(width / columns) + 1;
  const tileHeight = isWhole ? height / rows : Math.floor(height / rows) + 1;
  const tables = tableEachTile(image, tiling, tileWidth, tileHeight);
  const pixels = image.pixels.slice();
  const across = placesBetween(width, tileWidth, columns);
  const down = placesBetween(height, tileHeight, rows);
  for (let row = 0, to = 0; row < height; row++) {
    const upper = (down.first[row] as number) * columns;
    const lower = (down.second[row] as number) * columns;
    const lowerFraction = down.fraction[row] as number;
    for (let column = 0; column < width; column++, to += channels) {
      const byte = pixels[to] as number;
      const left = across.first[column] as number;
      const right = across.second[column] as number;
      const fraction = across.fraction[column] as number;
      const above = between(
        tables[(upper + left) * 256 + byte] as number,
        tables[(upper + right) * 256 + byte] as number,
        fraction,
      );
      const below = between(
        tables[(lower + left) * 256 + byte] as number,
        tables[(lower + right) * 256 + byte] as number,
        fraction,
      );
      pixels[to] = halfToEven(between(above, below, lowerFraction));
    }
  }
  return { ...image, pixels };
}

/** For each pixel of an axis the two tiles whose middles it lies between, and how near it is to the second. */
function placesBetween(length: number, tile: number, count: number) {
  const inverse = fround(1 / tile);
  const first = new Int32Array(length);
  const second = new Int32Array(length);
  const fraction = new Float32Array(length);
  for (let index = 0; index < length; index++) {
    const place = fround(fround(index * inverse) - 0.5);
    const before = Math.floor(place);
    first[index] = Math.max(before, 0);
    second[index] = Math.min(before + 1, count - 1);
    fraction[index] = fround(place - before);
  }
  return { first, second, fraction };
}

/** `[rows · columns, 256]`: what each byte becomes in each tile. */
function tableEachTile(
  { pixels, width, height, channels }: RawImage,
  { clipLimit, columns, rows }: Tiling,
  tileWidth: number,
  tileHeight: number,
): Uint8Array {
  const tables = new Uint8Array(rows * columns * 256);
  const area = tileWidth * tileHeight;
  const limit = Math.max(Math.floor((clipLimit * area) / 256), 1);
  const scale = fround(255 / area);
  const counts = new Int32Array(256);
  for (let tile = 0; tile < rows * columns; tile++) {
    counts.fill(0);
    const left = (tile % columns) * tileWidth;
    const top = Math.floor(tile / columns) * tileHeight;
    for (let y = top; y < top + tileHeight; y++) {
      const line = pixelAt(y, height, 'reflect') * width;
      for (let x = left; x < left + tileWidth; x++) {
        const byte = pixels[(line + (x < width ? x : pixelAt(x, width, 'reflect'))) * channels] as number;
        counts[byte] = (counts[byte] as number) + 1;
      }
    }
    clip(counts, limit);
    for (let byte = 0, sum = 0; byte < 256; byte++) {
      sum += counts[byte] as number;
      tables[tile * 256 + byte] = halfToEven(fround(sum * scale));
    }
  }
  return tables;
}

/** Cuts the counts at the limit and gives what was cut to all of them alike, the rest to some, evenly spaced. */
function clip(counts: Int32Array, limit: number): void {
  let cut = 0;
  for (let byte = 0; byte < 256; byte++) {
    const over = (counts[byte] as number) - limit;
    if (over <= 0) continue;
    cut += over;
    counts[byte] = limit;
  }
  const each = Math.floor(cut / 256);
  let rest = cut % 256;
  const step = rest === 0 ? 256 : Math.max(Math.floor(256 / rest), 1);
  for (let byte = 0; byte < 256; byte++) {
    const takesOne = rest > 0 && byte % step === 0;
    counts[byte] = (counts[byte] as number) + each + (takesOne ? 1 : 0);
    if (takesOne) rest--;
  }
}
