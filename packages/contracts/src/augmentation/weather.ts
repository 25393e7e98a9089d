import { z } from 'zod';
import { kernelSize, probability, valueRange, wholeRange } from './range.ts';

/**
 * Weather and light over the picture, as Albumentations draws them, with its defaults where nothing else is said.
 * Boxes, keypoints and masks stay as they are.
 */
export const weatherTransforms = [
  z
    .strictObject({
      kind: z.literal('fog'),
      intensity: valueRange(0, 1).prefault([0.3, 1]).describe('How far it goes.'),
      alpha: z.number().min(0).max(1).default(0.08).describe('How opaque one of its particles is at intensity 1.'),
      probability,
    })
    .describe(
      'White haze, thickest in the middle of the picture: `intensity` how far it goes, `alpha` how opaque ' +
        'one of its particles is at intensity 1.',
    ),
  z
    .strictObject({
      kind: z.literal('rain'),
      amount: z.enum(['drizzle', 'default', 'heavy', 'torrential']).default('default').describe('How many streaks.'),
      slant: valueRange(-60, 60).prefault([-20, 20]).describe('Degrees from upright, to the right above 0.'),
      length: valueRange(0, 1).prefault([0.125, 0.125]).describe('Of a streak, in fractions of the height.'),
      blur: kernelSize(31)
        .default(3)
        .describe('Side of the kernel that softens the streaks, in pixels; 1 leaves them sharp.'),
      brightness: valueRange(0, 1)
        .prefault([0.7, 0.7])
        .describe('Of the whole picture: what values are multiplied by.'),
      probability,
    })
    .describe(
      'Streaks over a darkened picture: `amount` says how many, a quarter, a third, one and two for each ' +
        'row of pixels; `slant` in degrees from upright, to the right where it is above 0; `length` in ' +
        'fractions of the height; `blur` the size of the kernel that softens them (odd; 1 leaves them ' +
        "sharp; Albumentations' own 7 makes broad smears of them in pictures of 224 pixels); `brightness` " +
        'that of the whole picture.',
    ),
  z
    .strictObject({
      kind: z.literal('snow'),
      snowPoint: valueRange(0, 1).prefault([0.1, 0.3]).describe('How light a place may be to be bleached.'),
      brightness: valueRange(1, 10).prefault([2.5, 2.5]).describe('What its lightness is multiplied by.'),
      probability,
    })
    .describe(
      'Bleaches what is darker than a lightness of 1/3 + `snowPoint` / 2, as snow that lies: its ' +
        'lightness is multiplied by `brightness`.',
    ),
  z
    .strictObject({
      kind: z.literal('shadow'),
      region: z
        .tuple([z.number(), z.number(), z.number(), z.number()])
        .refine(
          ([left, top, right, bottom]) =>
            Math.min(left, top) >= 0 && Math.max(right, bottom) <= 1 && left < right && top < bottom,
          'a region is [left, top, right, bottom] in [0, 1]',
        )
        .default([0, 0.5, 1, 1])
        .describe('Where shadows fall: left, top, right, bottom, as fractions of the size.'),
      count: wholeRange(1, 20).prefault([1, 2]).describe('How many shadows.'),
      vertices: z.int().min(3).max(20).default(5).describe('Corners of each.'),
      intensity: valueRange(0, 1).prefault([0.5, 0.5]).describe('0: not darkened at all; 1: black.'),
      probability,
    })
    .describe(
      'Darkens `count` polygons with `vertices` corners in a `region` of the picture (left, top, right, ' +
        'bottom as fractions of its size; the lower half by default) by `intensity`: 0 not at all, 1 to ' +
        'black.',
    ),
] as const;
