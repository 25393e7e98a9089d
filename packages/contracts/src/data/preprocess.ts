import { z } from 'zod';

/** How an encoded image becomes pixels. */
const decoding = {
  width: z.int().min(1).max(4096),
  height: z.int().min(1).max(4096),
  /** 1: luminance; 3: sRGB. */
  channels: z.union([z.literal(1), z.literal(3)]).default(3),
  /** stretch: ignore the aspect ratio; contain: pad with black; cover: crop the middle. */
  fit: z.enum(['stretch', 'contain', 'cover']).default('stretch'),
};
/** One value a channel, on the [0, 1] scale. */
const mean = z.array(z.number());
const std = z.array(z.number().positive());

interface Numbers {
  channels: number;
  mean?: number[] | undefined;
  std?: number[] | undefined;
}
function matchesChannels({ channels, ...numbers }: Numbers): boolean {
  return [numbers.mean, numbers.std].every((list) => [0, channels].includes(list?.length ?? 0));
}
const oneForEach = 'mean and std need one value a channel, or none';

/**
 * How an encoded image becomes a model's input, stored beside the model as `preprocess.json` and applied alike in training, evaluation and serving.
 * Steps in order: apply EXIF orientation, flatten alpha onto black, convert colour, resize, scale bytes to [0, 1], subtract `mean` and divide by `std`.
 */
export const preprocessSchema = z
  .strictObject({ ...decoding, mean: mean.default([]), std: std.default([]) })
  .refine(matchesChannels, oneForEach);
export type Preprocess = z.infer<typeof preprocessSchema>;
/** The part of it that makes pixels, 0 to 255. */
export type DecodeOptions = Pick<Preprocess, keyof typeof decoding>;

/** The same as a pipeline asks for it: its numbers may still have to be computed from the training split. */
export const preprocessSpecSchema = z
  .strictObject({
    ...decoding,
    /** zeroToOne: [0, 1]; minusOneToOne: [-1, 1]; training: each channel with the mean 0 and the standard deviation 1 over the pixels of the training split. [0, 1], or by `mean` and `std`, when left out. */
    normalization: z.enum(['zeroToOne', 'minusOneToOne', 'training']).optional(),
    mean: mean.optional(),
    std: std.optional(),
  })
  .refine(matchesChannels, oneForEach)
  .refine((spec) => !spec.normalization || (!spec.mean?.length && !spec.std?.length), {
    path: ['normalization'],
    message: 'leave it out where mean and std are given',
  });
export type PreprocessSpec = z.infer<typeof preprocessSpecSchema>;

/** Limits on what the decoder may be asked to do: a decompression bomb is refused, not expanded. */
export const decodeLimitsSchema = z.strictObject({
  maxPixels: z.int().positive().default(50_000_000),
  maxBytes: z.int().positive().default(20_000_000),
});
export type DecodeLimits = z.infer<typeof decodeLimitsSchema>;
