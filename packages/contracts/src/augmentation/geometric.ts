import { z } from 'zod';
import { border, lowToHigh, probability, symmetricRange, valueRange, wholeRange } from './range.ts';

const pixels = z.int().min(1).max(65_535);
const margin = z.int().min(0).max(65_535);
const aspectRatio = valueRange(0.01, 100);

/** `[low, high]`, or one number r below 1 for [1 - r, 1 + r]. */
const scaleRange = z.union([
  z
    .number()
    .min(0)
    .max(0.95, 'one number is how far from 1 the scale goes, at most 0.95; [1.2, 1.2] is always 1.2')
    .transform((spread): [number, number] => [1 - spread, 1 + spread]),
  lowToHigh(z.number().min(0.05).max(20)),
]);

/** One range for both axes, drawn from once for each of them, or one range an axis. */
function eachAxis<Range extends z.ZodType>(range: Range) {
  return z.union([range, z.strictObject({ x: range, y: range })]);
}

/** Transforms that move pixels, boxes, keypoints and masks. Images are read bilinearly, masks at the nearest pixel. */
export const geometricTransforms = [
  /** About the centre, counter-clockwise, uniformly in ±degrees or in a range. */
  z.strictObject({ kind: z.literal('rotate'), degrees: symmetricRange(180), border, probability }),
  /** To the right and down, each uniformly in ±fraction of the width and of the height, sub-pixel. */
  z.strictObject({ kind: z.literal('shift'), fraction: symmetricRange(1), border, probability }),
  /** Mirrors: `horizontal` swaps left and right, `vertical` top and bottom. */
  z.strictObject({
    kind: z.literal('flip'),
    axis: z.enum(['horizontal', 'vertical']),
    probability: probability.default(0.5),
  }),
  /** Swaps rows and columns: a `height` × `width` image becomes a `width` × `height` one. */
  z.strictObject({ kind: z.literal('transpose'), probability: probability.default(0.5) }),
  /**
   * A quarter turn counter-clockwise, none, one, two or three times, each as likely. With a flip: the eight symmetries
   * of a square.
   */
  z.strictObject({ kind: z.literal('rotate90'), probability }),
  /**
   * Scales, then rotates, then shears, then translates, about the centre, as one matrix (Albumentations' Affine). Each
   * value is drawn uniformly. A `scale` given as one range draws one factor for both axes; `translate` and `shear` draw
   * one value per axis.
   */
  z.strictObject({
    kind: z.literal('affine'),
    /** Counter-clockwise. */
    degrees: symmetricRange(360).default([0, 0]),
    /** To the right and down, in fractions of the width and of the height. */
    translate: eachAxis(symmetricRange(1)).default([0, 0]),
    /** Above 1 enlarges what is shown. */
    scale: eachAxis(scaleRange).default([1, 1]),
    /** Degrees: `x` leans the picture to the right, as italics do, `y` raises its right side. */
    shear: eachAxis(symmetricRange(80)).default([0, 0]),
    border,
    probability,
  }),
  /**
   * Draws the image's four corners in by |normal(0, jitter)| of its sides, below 0.32, and stretches what lies between
   * them to a rectangle: of the image's size, or, without `keepSize`, as wide and high as the longest sides between the
   * corners. Jitter as Albumentations'.
   */
  z.strictObject({
    kind: z.literal('perspective'),
    jitter: valueRange(0, 1).default([0.05, 0.1]),
    keepSize: z.boolean().default(true),
    border,
    probability,
  }),
  /**
   * Cuts out a part, at a place drawn uniformly or in the centre:
   * `width` × `height` pixels, or a `fraction` of each side.
   */
  z
    .strictObject({
      kind: z.literal('crop'),
      width: pixels.optional(),
      height: pixels.optional(),
      fraction: valueRange(0.01, 1).optional(),
      position: z.enum(['random', 'center']).default('random'),
      probability,
    })
    .refine(
      ({ width, height, fraction }) => (fraction === undefined ? width && height : !(width ?? height)),
      'a crop needs a width and a height in pixels, or a fraction of both sides',
    )
    .meta({ moved: { share: 'fraction' } }),
  /**
   * Cuts out a part whose area is a fraction of the image's, uniformly in `scale`, and whose width / height
   * is log-uniform in `ratio`, and stretches it to `width` × `height`, the image's native size when left
   * out. After 10 draws that do not fit: the largest centred part within `ratio` (Inception's crop, as
   * torchvision and Albumentations have it).
   */
  z.strictObject({
    kind: z.literal('randomResizedCrop'),
    width: pixels.optional(),
    height: pixels.optional(),
    scale: valueRange(0.0001, 1).default([0.08, 1]),
    ratio: aspectRatio.default([3 / 4, 4 / 3]),
    probability,
  }),
  /**
   * To `width` × `height`, or, the ratio kept, until the short side is `shortSide` pixels. What shrinks by more than
   * two is averaged first.
   */
  z
    .strictObject({
      kind: z.literal('resize'),
      width: pixels.optional(),
      height: pixels.optional(),
      shortSide: pixels.optional(),
      /**
       * `contain` keeps the ratio and pads with black, `cover` keeps it and cuts what is beyond, both about the centre,
       * as `preprocess.fit` does.
       */
      fit: z.enum(['stretch', 'contain', 'cover']).default('stretch'),
      probability,
    })
    .refine(
      ({ width, height, shortSide }) => (shortSide === undefined ? width && height : !(width ?? height)),
      'a resize needs a width and a height, or a shortSide',
    ),
  /**
   * Adds rows and columns: `amount` of them, on each side or side by side, or evenly until the image has at least
   * `width` and `height`.
   */
  z
    .strictObject({
      kind: z.literal('pad'),
      width: pixels.optional(),
      height: pixels.optional(),
      amount: z
        .union([
          margin,
          z.strictObject({
            left: margin.default(0),
            top: margin.default(0),
            right: margin.default(0),
            bottom: margin.default(0),
          }),
        ])
        .optional(),
      border,
      probability,
    })
    .refine(
      ({ width, height, amount }) => (amount === undefined ? width || height : !(width ?? height)),
      'a pad needs an amount, or the width or height to reach',
    ),
  /**
   * Moves each pixel by `alpha` times a smooth random field: uniform noise in ±1, blurred by a Gaussian of `sigma`
   * pixels (Simard et al., 2003, whose values for digits of 28 pixels are the defaults).
   */
  z.strictObject({
    kind: z.literal('elastic'),
    alpha: valueRange(0, 10_000).default([34, 34]),
    sigma: z.number().min(0.5).max(100).default(4),
    border,
    probability,
  }),
  /**
   * Stretches and squeezes `steps` columns and rows, each by a factor drawn uniformly in 1 ± limit; the image's edges
   * stay where they are.
   */
  z.strictObject({
    kind: z.literal('gridDistortion'),
    steps: z.int().min(1).max(100).default(5),
    limit: symmetricRange(0.9).default([-0.3, 0.3]),
    probability,
  }),
  /**
   * Bends as a lens does, about the centre: a place at r (1 for the whole width or height) shows what was at r (1 + d
   * r² + d r⁴), d uniform.
   */
  z.strictObject({
    kind: z.literal('opticalDistortion'),
    distortion: symmetricRange(1).default([-0.05, 0.05]),
    border,
    probability,
  }),
] as const;

const fill = z.union([z.number().min(0).max(1), z.literal('noise')]).default(0);

/**
 * Transforms that hide parts of the image, by a grey level in [0, 1] or uniform noise. Boxes, masks and keypoints stay,
 * also those that are hidden.
 */
export const erasingTransforms = [
  /**
   * `count` rectangles, each with an area that is a fraction of the image's, uniform in `scale`, and a height / width
   * log-uniform in `ratio` (Random Erasing; one square of a fixed scale is Cutout, several are coarse dropout). One
   * that does not fit in 10 draws is left out.
   */
  z.strictObject({
    kind: z.literal('erase'),
    count: wholeRange(1, 1000).default([1, 1]),
    scale: valueRange(0.0001, 1).default([0.02, 0.33]),
    ratio: aspectRatio.default([0.3, 3.3]),
    fill,
    probability: probability.default(0.5),
  }),
  /** One rectangle in each cell of a grid, `ratio` of its width and height, at a place in the cell drawn uniformly. */
  z.strictObject({
    kind: z.literal('gridDropout'),
    columns: z.int().min(1).max(1000).default(4),
    rows: z.int().min(1).max(1000).default(4),
    ratio: z.number().min(0).max(1).default(0.5),
    fill,
    probability,
  }),
] as const;
