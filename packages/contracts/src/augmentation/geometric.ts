import { z } from 'zod';
import { aspectRatio, border, lowToHigh, probability, symmetricRange, valueRange } from './range.ts';

const pixels = z.int().min(1).max(65_535);
const margin = z.int().min(0).max(65_535);

/** `[low, high]`, or one number r below 1 for [1 - r, 1 + r]. */
const scaleRange = z.union([
  z
    .number()
    .min(0)
    .max(0.95, 'one number is how far from 1 the scale goes, at most 0.95; [1.2, 1.2] is always 1.2')
    .transform((spread): [number, number] => [1 - spread, 1 + spread])
    .describe('r for [1 - r, 1 + r]'),
  lowToHigh(z.number().min(0.05).max(20)),
]);

/** One range for both axes, drawn from once for each of them, or one range an axis. */
function eachAxis<Range extends z.ZodType>(range: Range) {
  return z.union([
    range,
    z.strictObject({ x: range.describe('Of the horizontal axis.'), y: range.describe('Of the vertical axis.') }),
  ]);
}

/** Transforms that move pixels, boxes, keypoints and masks. Images are read bilinearly, masks at the nearest pixel. */
export const geometricTransforms = [
  z
    .strictObject({
      kind: z.literal('rotate'),
      degrees: symmetricRange(180).describe('How far, counter-clockwise.'),
      border,
      probability,
    })
    .describe('About the centre, counter-clockwise, uniformly in ±degrees or in a range.'),
  z
    .strictObject({
      kind: z.literal('shift'),
      fraction: symmetricRange(1).describe('How far, in fractions of the width and of the height.'),
      border,
      probability,
    })
    .describe('To the right and down, each uniformly in ±fraction of the width and of the height, sub-pixel.'),
  z
    .strictObject({
      kind: z.literal('flip'),
      axis: z
        .enum(['horizontal', 'vertical'])
        .describe('`horizontal` swaps left and right, `vertical` top and bottom.'),
      probability: probability.default(0.5),
    })
    .describe('Mirrors: `horizontal` swaps left and right, `vertical` top and bottom.'),
  z
    .strictObject({ kind: z.literal('transpose'), probability: probability.default(0.5) })
    .describe('Swaps rows and columns: a `height` × `width` image becomes a `width` × `height` one.'),
  z
    .strictObject({ kind: z.literal('rotate90'), probability })
    .describe(
      'A quarter turn counter-clockwise, none, one, two or three times, each as likely. With a flip: the ' +
        'eight symmetries of a square.',
    ),
  z
    .strictObject({
      kind: z.literal('affine'),
      degrees: symmetricRange(360).prefault([0, 0]).describe('Counter-clockwise.'),
      translate: eachAxis(symmetricRange(1))
        .prefault([0, 0])
        .describe('To the right and down, in fractions of the width and of the height.'),
      scale: eachAxis(scaleRange).prefault([1, 1]).describe('Above 1 enlarges what is shown.'),
      shear: eachAxis(symmetricRange(80))
        .prefault([0, 0])
        .describe('Degrees: `x` leans the picture to the right, as italics do, `y` raises its right side.'),
      border,
      probability,
    })
    .describe(
      'Scales, then rotates, then shears, then translates, about the centre, as one matrix ' +
        "(Albumentations' Affine). Each value is drawn uniformly. A `scale` given as one range draws one " +
        'factor for both axes; `translate` and `shear` draw one value per axis.',
    ),
  z
    .strictObject({
      kind: z.literal('perspective'),
      jitter: valueRange(0, 1)
        .prefault([0.05, 0.1])
        .describe('Standard deviation of how far the corners move, in fractions of the sides.'),
      keepSize: z.boolean().default(true).describe("Whether the result has the image's size."),
      border,
      probability,
    })
    .describe(
      "Draws the image's four corners in by |normal(0, jitter)| of its sides, below 0.32, and stretches " +
        "what lies between them to a rectangle: of the image's size, or, without `keepSize`, as wide and " +
        "high as the longest sides between the corners. Jitter as Albumentations'.",
    ),
  z
    .strictObject({
      kind: z.literal('crop'),
      width: pixels.optional().describe('Of the part, in pixels; with `height`.'),
      height: pixels.optional().describe('Of the part, in pixels; with `width`.'),
      fraction: valueRange(0.01, 1).optional().describe('Of each side, instead of `width` and `height`.'),
      position: z.enum(['random', 'center']).default('random').describe('Where the part lies.'),
      probability,
    })
    .refine(
      ({ width, height, fraction }) => (fraction === undefined ? width && height : !(width ?? height)),
      'a crop needs a width and a height in pixels, or a fraction of both sides',
    )
    .meta({ moved: { share: 'fraction' } })
    .describe(
      'Cuts out a part, at a place drawn uniformly or in the centre: `width` × `height` pixels, or a ' +
        '`fraction` of each side.',
    ),
  z
    .strictObject({
      kind: z.literal('randomResizedCrop'),
      width: pixels.optional().describe("Of the result, in pixels. Left out: the image's."),
      height: pixels.optional().describe("Of the result, in pixels. Left out: the image's."),
      scale: valueRange(0.0001, 1).prefault([0.08, 1]).describe("Area of the part, as a fraction of the image's."),
      ratio: aspectRatio.prefault([3 / 4, 4 / 3]).describe('Width / height of the part.'),
      probability,
    })
    .describe(
      "Cuts out a part whose area is a fraction of the image's, uniformly in `scale`, and whose width / " +
        "height is log-uniform in `ratio`, and stretches it to `width` × `height`, the image's native size " +
        'when left out. After 10 draws that do not fit: the largest centred part within `ratio` ' +
        "(Inception's crop, as torchvision and Albumentations have it).",
    ),
  z
    .strictObject({
      kind: z.literal('resize'),
      width: pixels.optional().describe('Of the result, in pixels; with `height`.'),
      height: pixels.optional().describe('Of the result, in pixels; with `width`.'),
      shortSide: pixels.optional().describe('Of the result, in pixels; instead of `width` and `height`.'),
      fit: z
        .enum(['stretch', 'contain', 'cover'])
        .default('stretch')
        .describe(
          '`contain` keeps the ratio and pads with black, `cover` keeps it and cuts what is beyond, both ' +
            'about the centre, as `preprocess.fit` does.',
        ),
      probability,
    })
    .refine(
      ({ width, height, shortSide }) => (shortSide === undefined ? width && height : !(width ?? height)),
      'a resize needs a width and a height, or a shortSide',
    )
    .describe(
      'To `width` × `height`, or, the ratio kept, until the short side is `shortSide` pixels. What ' +
        'shrinks by more than two is averaged first.',
    ),
  z
    .strictObject({
      kind: z.literal('pad'),
      width: pixels.optional().describe('Least width to reach, in pixels.'),
      height: pixels.optional().describe('Least height to reach, in pixels.'),
      amount: z
        .union([
          margin,
          z.strictObject({
            left: margin.default(0).describe('On the left.'),
            top: margin.default(0).describe('At the top.'),
            right: margin.default(0).describe('On the right.'),
            bottom: margin.default(0).describe('At the bottom.'),
          }),
        ])
        .optional()
        .describe('Pixels on every side, or side by side; instead of `width` and `height`.'),
      border,
      probability,
    })
    .refine(
      ({ width, height, amount }) => (amount === undefined ? width || height : !(width ?? height)),
      'a pad needs an amount, or the width or height to reach',
    )
    .describe(
      'Adds rows and columns: `amount` of them, on each side or side by side, or evenly until the image ' +
        'has at least `width` and `height`.',
    ),
  z
    .strictObject({
      kind: z.literal('elastic'),
      alpha: valueRange(0, 10_000).prefault([34, 34]).describe('How far pixels move, in pixels times the field.'),
      sigma: z
        .number()
        .min(0.5)
        .max(100)
        .default(4)
        .describe('Standard deviation of the blur that makes the field smooth, in pixels.'),
      border,
      probability,
    })
    .describe(
      'Moves each pixel by `alpha` times a smooth random field: uniform noise in ±1, blurred by a ' +
        'Gaussian of `sigma` pixels (Simard et al., 2003, whose values for digits of 28 pixels are the ' +
        'defaults).',
    ),
  z
    .strictObject({
      kind: z.literal('gridDistortion'),
      steps: z.int().min(1).max(100).default(5).describe('Columns and rows of the grid.'),
      limit: symmetricRange(0.9).prefault([-0.3, 0.3]).describe('How far the factor of a column or row lies from 1.'),
      probability,
    })
    .describe(
      'Stretches and squeezes `steps` columns and rows, each by a factor drawn uniformly in 1 ± limit; ' +
        "the image's edges stay where they are.",
    ),
  z
    .strictObject({
      kind: z.literal('opticalDistortion'),
      distortion: symmetricRange(1)
        .prefault([-0.05, 0.05])
        .describe('The d of the formula: above 0 barrel-shaped, below 0 pincushion-shaped.'),
      border,
      probability,
    })
    .describe(
      'Bends as a lens does, about the centre: a place at r (1 for the whole width or height) shows what ' +
        'was at r (1 + d r² + d r⁴), d uniform.',
    ),
] as const;
