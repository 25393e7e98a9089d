import { z } from 'zod';
import { factorRange, kernelSize, probability, rangeOf, valueRange, wholeRange } from './range.ts';

/**
 * Transforms that lower the quality of the picture, or restore what looks like it: noise, blur, compression,
 * sharpening. Defaults are Albumentations'.
 */
export const qualityTransforms = [
  z
    .strictObject({
      kind: z.literal('gaussianNoise'),
      sigma: valueRange(0, 1).describe('Standard deviation of the noise on the [0, 1] scale.'),
      probability,
    })
    .describe('Gaussian, of standard deviation sigma on the [0, 1] scale, clipped to [0, 1].'),
  z
    .strictObject({
      kind: z.literal('shotNoise'),
      scale: valueRange(0.001, 10).prefault([0.1, 0.3]).describe('Size of a quantum: the larger, the noisier.'),
      probability,
    })
    .describe(
      'Photons: in linear light (gamma 2.2) each value is a Poisson count of quanta of this size, 0 to 1 ' +
        "being the whole range. So the noise's variance there is scale · value.",
    ),
  z
    .strictObject({
      kind: z.literal('saltAndPepper'),
      amount: valueRange(0, 1).prefault([0.01, 0.06]).describe('Fraction of the pixels.'),
      saltVsPepper: valueRange(0, 1).prefault([0.4, 0.6]).describe('Fraction of white ones among them.'),
      probability,
    })
    .describe(
      'A fraction of the pixels (`amount`) is made white or black in all bands; `saltVsPepper` is the ' +
        'fraction of the white ones among them.',
    ),
  z
    .strictObject({
      kind: z.literal('gaussianBlur'),
      sigma: valueRange(0, 30).prefault([0.5, 3]).describe('Standard deviation of the kernel, in pixels.'),
      probability,
    })
    .describe('Of standard deviation sigma, in pixels; the kernel reaches to 3.5 sigma.'),
  z
    .strictObject({
      kind: z.literal('motionBlur'),
      kernelSize: rangeOf(kernelSize(99)).prefault([3, 7]).describe('Length of the line, in pixels.'),
      angle: valueRange(0, 360).prefault([0, 360]).describe('Degrees, clockwise from the right.'),
      direction: valueRange(-1, 1)
        .prefault([-1, 1])
        .describe('-1: all of the line lies behind the pixel; 0: evenly to both sides; 1: ahead.'),
      probability,
    })
    .describe(
      'The mean along a line through each pixel: `angle` in degrees, clockwise from the right; ' +
        '`direction` -1 for all of it behind the pixel, 0 evenly to both sides, 1 for all of it ahead. The ' +
        'line is as long as the kernel at 0, half of that at ±1.',
    ),
  z
    .strictObject({
      kind: z.literal('medianBlur'),
      kernelSize: rangeOf(kernelSize(7)).prefault([3, 7]).describe('Side of the square, in pixels.'),
      probability,
    })
    .describe('The median of the square of pixels around each, in each band.'),
  z
    .strictObject({
      kind: z.literal('sharpen'),
      alpha: valueRange(0, 1).prefault([0.2, 0.5]).describe('How much of the sharpened picture is blended in.'),
      lightness: valueRange(0, 10)
        .prefault([0.5, 1])
        .describe('1 keeps its brightness, less darkens it, more lightens it.'),
      probability,
    })
    .describe(
      'Blends in a Laplacian-sharpened picture by `alpha`; `lightness` 1 keeps the brightness of that ' +
        'picture, less darkens it, more lightens it.',
    ),
  z
    .strictObject({
      kind: z.literal('jpegCompression'),
      quality: wholeRange(1, 100).prefault([50, 95]).describe("libjpeg's scale, 1 to 100."),
      probability,
    })
    .describe(
      "What a JPEG of this quality (libjpeg's scale, chroma at half size) leaves of the picture. " +
        "Albumentations' own default, 99 to 100, changes nothing to be seen.",
    ),
  z
    .strictObject({
      kind: z.literal('downscale'),
      scale: valueRange(0.01, 1).prefault([0.25, 0.25]).describe('Size that it is shrunk to, as a fraction.'),
      down: z.enum(['nearest', 'area']).default('nearest').describe('How it is shrunk.'),
      up: z.enum(['nearest', 'linear']).default('nearest').describe('How it is enlarged again.'),
      probability,
    })
    .describe('Shrunk to `scale` of its size, and enlarged to its size again.'),
  z
    .strictObject({
      kind: z.literal('sharpness'),
      factor: factorRange(10).describe(
        '0 for the smoothed picture, 1 for the picture itself, above 1 for a sharper one.',
      ),
      probability,
    })
    .describe(
      "The distance from the picture smoothed a little, times a factor: Pillow's ImageEnhance.Sharpness " +
        "and torchvision's adjust_sharpness.",
    ),
] as const;
