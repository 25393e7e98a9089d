import type { Box, RawImage, Frame, Keypoint } from '@sightline/contracts';
import type { Mixed, MixLimits } from './mixer.ts';

/** A frame in a collage, and where its upper left corner is laid, in pixels. */
export interface Layer {
  frame: Frame;
  x: number;
  y: number;
}

/**
 * Puts frames of one size together: each pixel shows that of one layer. Masks go with the pixels; boxes shrink to what
 * is left to be seen of them, and are dropped with the keypoints that are covered.
 *
 * @param shown for each pixel the number of its layer, `[height, width]`
 * @returns the fractions are the areas of the layers
 */
export function collage(layers: readonly Layer[], shown: Uint8Array, { minVisibility = 0 }: MixLimits = {}): Mixed {
  const { image } = (layers[0] as Layer).frame;
  const frame: Frame = { image: paint(layers, shown, image, (layer) => layer.frame.image) };
  const frames = layers.map((layer) => layer.frame);
  if (frames.some(({ mask }) => mask)) {
    frame.mask = paint(layers, shown, { ...image, channels: 1 }, (layer) => layer.frame.mask);
  }
  const view = { shown, width: image.width, height: image.height, minVisibility };
  if (frames.some(({ boxes }) => boxes)) {
    frame.boxes = layers.flatMap((layer, number) => boxesOf(layer, number, view));
  }
  if (frames.some(({ keypoints }) => keypoints)) {
    frame.keypoints = layers.flatMap((layer, number) => keypointsOf(layer, number, view));
  }
  return { frame, fractions: areasOf(layers, shown) };
}

interface View {
  shown: Uint8Array;
  width: number;
  height: number;
  minVisibility: number;
}

function paint(
  layers: readonly Layer[],
  shown: Uint8Array,
  { width, height, channels }: Omit<RawImage, 'pixels'>,
  imageOf: (layer: Layer) => RawImage | undefined,
): RawImage {
  const pixels = new Uint8Array(width * height * channels);
  const sources = layers.map((layer) => ({
    pixels: imageOf(layer)?.pixels,
    back: (layer.y * width + layer.x) * channels,
  }));
  for (let index = 0, at = 0; index < shown.length; index++) {
    const { pixels: source, back } = sources[shown[index] as number] as (typeof sources)[number];
    if (!source) at += channels;
    else for (let channel = 0; channel < channels; channel++, at++) pixels[at] = source[at - back] as number;
  }
  return { pixels, width, height, channels };
}

/** Rounding of fractions must not make a box reach into the next pixel. */
const TINY = 1e-6;

/** Which pixels of a picture a box reaches into, from and to (exclusive): none beyond the edges. */
export function pixelsOf(
  { x, y, width, height }: Omit<Box, 'label'>,
  picture: { width: number; height: number },
): { left: number; top: number; right: number; bottom: number } {
  return {
    left: Math.max(0, Math.floor(x * picture.width + TINY)),
    top: Math.max(0, Math.floor(y * picture.height + TINY)),
    right: Math.min(picture.width, Math.ceil((x + width) * picture.width - TINY)),
    bottom: Math.min(picture.height, Math.ceil((y + height) * picture.height - TINY)),
  };
}

function boxesOf({ frame, x, y }: Layer, number: number, { shown, width, height, minVisibility }: View): Box[] {
  return (frame.boxes ?? []).flatMap((box) => {
    const [left, top] = [box.x + x / width, box.y + y / height];
    const seen = { left: width, top: height, right: -1, bottom: -1 };
    const part = pixelsOf({ ...box, x: left, y: top }, { width, height });
    for (let row = part.top; row < part.bottom; row++) {
      for (let column = part.left; column < part.right; column++) {
        if (shown[row * width + column] !== number) continue;
        if (column < seen.left) seen.left = column;
        if (column > seen.right) seen.right = column;
        if (row < seen.top) seen.top = row;
        seen.bottom = row;
      }
    }
    if (seen.right < 0) return [];
    const [newLeft, newTop] = [Math.max(left, seen.left / width), Math.max(top, seen.top / height)];
    const newWidth = Math.min(left + box.width, (seen.right + 1) / width) - newLeft;
    const newHeight = Math.min(top + box.height, (seen.bottom + 1) / height) - newTop;
    const visible = (newWidth * newHeight) / (box.width * box.height);
    return visible >= minVisibility ? [{ ...box, x: newLeft, y: newTop, width: newWidth, height: newHeight }] : [];
  });
}

function keypointsOf({ frame, x, y }: Layer, number: number, { shown, width, height }: View): Keypoint[] {
  return (frame.keypoints ?? []).flatMap((keypoint) => {
    const place = { x: keypoint.x + x / width, y: keypoint.y + y / height };
    if (place.x < 0 || place.x > 1 || place.y < 0 || place.y > 1) return [];
    const column = Math.min(Math.floor(place.x * width + TINY), width - 1);
    const row = Math.min(Math.floor(place.y * height + TINY), height - 1);
    return shown[row * width + column] === number ? [{ ...keypoint, ...place }] : [];
  });
}

/** The fraction of the picture that shows each layer. */
function areasOf(layers: readonly Layer[], shown: Uint8Array): number[] {
  const areas = layers.map(() => 0);
  for (const number of shown) areas[number] = (areas[number] as number) + 1;
  return areas.map((area) => area / shown.length);
}
