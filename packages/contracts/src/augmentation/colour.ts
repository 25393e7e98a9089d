import { z } from 'zod';
import { factorRange, probability } from './range.ts';

/** Transforms of colours and grey levels, pixel by pixel. */
export const colourTransforms = [
  /** Times a factor. */
  z.strictObject({ kind: z.literal('brightness'), factor: factorRange(10), probability }),
  /** The distance from the image's mean grey, times a factor. */
  z.strictObject({ kind: z.literal('contrast'), factor: factorRange(10), probability }),
] as const;
