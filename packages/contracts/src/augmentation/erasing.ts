import { z } from 'zod';
import { aspectRatio, probability, valueRange, wholeRange } from './range.ts';

const fill = z
  .union([z.number().min(0).max(1), z.literal('noise')])
  .default(0)
  .describe('What the rectangle shows: a fraction of white, or uniform noise.');

/**
 * Transforms that hide parts of the image, by a grey level in [0, 1] or uniform noise. Boxes, masks and keypoints stay,
 * also those that are hidden.
 */
export const erasingTransforms = [
  z
    .strictObject({
      kind: z.literal('erase'),
      count: wholeRange(1, 1000).prefault([1, 1]).describe('How many rectangles.'),
      scale: valueRange(0.0001, 1).prefault([0.02, 0.33]).describe("Area of each, as a fraction of the image's."),
      ratio: aspectRatio.prefault([0.3, 3.3]).describe('Height / width of each.'),
      fill,
      probability: probability.default(0.5),
    })
    .describe(
      "`count` rectangles, each with an area that is a fraction of the image's, uniform in `scale`, and a " +
        'height / width log-uniform in `ratio` (Random Erasing; one square of a fixed scale is Cutout, ' +
        'several are coarse dropout). One that does not fit in 10 draws is left out.',
    ),
  z
    .strictObject({
      kind: z.literal('gridDropout'),
      columns: z.int().min(1).max(1000).default(4).describe('Of the grid.'),
      rows: z.int().min(1).max(1000).default(4).describe('Of the grid.'),
      ratio: z.number().min(0).max(1).default(0.5).describe("Side of a rectangle, as a fraction of its cell's."),
      fill,
      probability,
    })
    .describe(
      'One rectangle in each cell of a grid, `ratio` of its width and height, at a place in the cell ' +
        'drawn uniformly.',
    ),
] as const;
