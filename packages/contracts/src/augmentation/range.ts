import { z } from 'zod';

/** `[low, high]`. */
export function lowToHigh(bound: z.ZodType<number>) {
  return z.tuple([bound, bound]).refine(([low, high]) => low <= high, 'the first number is the lower one');
}

/** A range that a parameter is drawn from uniformly: `[low, high]`, or one number r for [-r, r]. */
export function symmetricRange(limit: number) {
  const bound = z.number().min(-limit).max(limit);
  return z.union([
    z
      .number()
      .min(0)
      .max(limit)
      .transform((high): [number, number] => [-high, high])
      .describe('r for [-r, r]'),
    lowToHigh(bound),
  ]);
}

/** A range that a factor is drawn from uniformly: `[low, high]`, or one number r for [1 - r, 1 + r], at least 0. */
export function factorRange(limit: number) {
  const bound = z.number().min(0).max(limit);
  return z.union([
    z
      .number()
      .min(0)
      .max(limit - 1)
      .transform((spread): [number, number] => [Math.max(0, 1 - spread), 1 + spread])
      .describe('r for [1 - r, 1 + r]'),
    lowToHigh(bound),
  ]);
}

/** `[low, high]`, or one number for always that. */
export function rangeOf(bound: z.ZodType<number>) {
  const always = bound.transform((value): [number, number] => [value, value]);
  return z.union([always, lowToHigh(bound)]);
}

/** `[low, high]` inside the bounds, or one number for always that. */
export function valueRange(minimum: number, maximum: number) {
  return rangeOf(z.number().min(minimum).max(maximum));
}

/** Whole numbers `[lowest, highest]` inside the bounds, each as likely, or one number for always that. */
export function wholeRange(minimum: number, maximum: number) {
  return rangeOf(z.int().min(minimum).max(maximum));
}

/** Width / height, or height / width. */
export const aspectRatio = valueRange(0.01, 100);

/** The odd side of a square kernel, in pixels. */
export function kernelSize(maximum: number) {
  return z
    .int()
    .min(1)
    .max(maximum)
    .refine((size) => size % 2 === 1, 'a kernel has an odd number of pixels');
}

export const probability = z
  .number()
  .min(0)
  .max(1)
  .default(1)
  .describe('How often it is applied at all: 0 never, 1 always.');

export const border = z
  .enum(['constant', 'edge', 'reflect'])
  .default('constant')
  .describe(
    'What is shown beyond the edge: `constant` black, `edge` the nearest pixel, `reflect` ' +
      'the image mirrored about its edge pixels.',
  );
