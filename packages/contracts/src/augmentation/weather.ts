import { z } from 'zod';
import { kernelSize, probability, valueRange, wholeRange } from './range.ts';

/**
 * Weather and light over the picture, as Albumentations draws them, with its defaults where nothing else is said.
 * Boxes, keypoints and masks stay as they are.
 */
export const weatherTransforms = [
  /**
   * White haze, thickest in the middle of the picture: `intensity` how far it goes, `alpha` how opaque one of its
   * particles is at intensity 1.
   */
  z.strictObject({
    kind: z.literal('fog'),
    intensity: valueRange(0, 1).default([0.3, 1]),
    alpha: z.number().min(0).max(1).default(0.08),
    probability,
  }),
  /**
   * Streaks over a darkened picture: `amount` says how many, a quarter, a third, one and two for each row of pixels;
   * `slant` in degrees from upright, to the right where it is above 0; `length` in fractions of the height; `blur` the
   * size of the kernel that softens them (odd; 1 leaves them sharp; Albumentations' own 7 makes broad smears of them in
   * pictures of 224 pixels); `brightness` that of the whole picture.
   */
  z.strictObject({
    kind: z.literal('rain'),
    amount: z.enum(['drizzle', 'default', 'heavy', 'torrential']).default('default'),
    slant: valueRange(-60, 60).default([-20, 20]),
    length: valueRange(0, 1).default([0.125, 0.125]),
    blur: kernelSize(31).default(3),
    brightness: valueRange(0, 1).default([0.7, 0.7]),
    probability,
  }),
  /**
   * Bleaches what is darker than a lightness of 1/3 + `snowPoint` / 2, as snow that lies:
   * its lightness is multiplied by `brightness`.
   */
  z.strictObject({
    kind: z.literal('snow'),
    snowPoint: valueRange(0, 1).default([0.1, 0.3]),
    brightness: valueRange(1, 10).default([2.5, 2.5]),
    probability,
  }),
  /**
   * Darkens `count` polygons with `vertices` corners in a `region` of the picture (left, top, right, bottom as
   * fractions of its size; the lower half by default) by `intensity`: 0 not at all, 1 to black.
   */
  z.strictObject({
    kind: z.literal('shadow'),
    region: z
      .tuple([z.number(), z.number(), z.number(), z.number()])
      .refine(
        ([left, top, right, bottom]) =>
          Math.min(left, top) >= 0 && Math.max(right, bottom) <= 1 && left < right && top < bottom,
        'a region is [left, top, right, bottom] in [0, 1]',
      )
      .default([0, 0.5, 1, 1]),
    count: wholeRange(1, 20).default([1, 2]),
    vertices: z.int().min(3).max(20).default(5),
    intensity: valueRange(0, 1).default([0.5, 0.5]),
    probability,
  }),
] as const;
