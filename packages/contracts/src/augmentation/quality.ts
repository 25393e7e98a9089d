import { z } from 'zod';
import { factorRange, kernelSize, probability, rangeOf, valueRange, wholeRange } from './range.ts';

/**
 * Transforms that lower the quality of the picture, or restore what looks like it: noise, blur, compression,
 * sharpening. Defaults are Albumentations'.
 */
export const qualityTransforms = [
  /** Gaussian, of standard deviation sigma on the [0, 1] scale, clipped to [0, 1]. */
  z.strictObject({ kind: z.literal('gaussianNoise'), sigma: valueRange(0, 1), probability }),
  /**
   * Photons: in linear light (gamma 2.2) each value is a Poisson count of quanta of this size, 0 to 1 being the whole
   * range. So the noise's variance there is scale · value.
   */
  z.strictObject({
    kind: z.literal('shotNoise'),
    scale: valueRange(0.001, 10).default([0.1, 0.3]),
    probability,
  }),
  /**
   * A fraction of the pixels (`amount`) is made white or black in all bands; `saltVsPepper` is the fraction of the
   * white ones among them.
   */
  z.strictObject({
    kind: z.literal('saltAndPepper'),
    amount: valueRange(0, 1).default([0.01, 0.06]),
    saltVsPepper: valueRange(0, 1).default([0.4, 0.6]),
    probability,
  }),
  /** Of standard deviation sigma, in pixels; the kernel reaches to 3.5 sigma. */
  z.strictObject({
    kind: z.literal('gaussianBlur'),
    sigma: valueRange(0, 30).default([0.5, 3]),
    probability,
  }),
  /**
   * The mean along a line through each pixel: `angle` in degrees, clockwise from the right; `direction` -1 for all of
   * it behind the pixel, 0 evenly to both sides, 1 for all of it ahead. The line is as long as the kernel at 0, half of
   * that at ±1.
   */
  z.strictObject({
    kind: z.literal('motionBlur'),
    kernelSize: rangeOf(kernelSize(99)).default([3, 7]),
    angle: valueRange(0, 360).default([0, 360]),
    direction: valueRange(-1, 1).default([-1, 1]),
    probability,
  }),
  /** The median of the square of pixels around each, in each band. */
  z.strictObject({ kind: z.literal('medianBlur'), kernelSize: rangeOf(kernelSize(7)).default([3, 7]), probability }),
  /**
   * Blends in a Laplacian-sharpened picture by `alpha`; `lightness` 1 keeps the brightness of that picture, less
   * darkens it, more lightens it.
   */
  z.strictObject({
    kind: z.literal('sharpen'),
    alpha: valueRange(0, 1).default([0.2, 0.5]),
    lightness: valueRange(0, 10).default([0.5, 1]),
    probability,
  }),
  /**
   * What a JPEG of this quality (libjpeg's scale, chroma at half size) leaves of the picture. Albumentations' own
   * default, 99 to 100, changes nothing to be seen.
   */
  z.strictObject({
    kind: z.literal('jpegCompression'),
    quality: wholeRange(1, 100).default([50, 95]),
    probability,
  }),
  /** Shrunk to `scale` of its size, and enlarged to its size again. */
  z.strictObject({
    kind: z.literal('downscale'),
    scale: valueRange(0.01, 1).default([0.25, 0.25]),
    down: z.enum(['nearest', 'area']).default('nearest'),
    up: z.enum(['nearest', 'linear']).default('nearest'),
    probability,
  }),
  /**
   * The distance from the picture smoothed a little, times a factor:
   * Pillow's ImageEnhance.Sharpness and torchvision's adjust_sharpness.
   */
  z.strictObject({ kind: z.literal('sharpness'), factor: factorRange(10), probability }),
] as const;
