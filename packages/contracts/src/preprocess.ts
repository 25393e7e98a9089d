import { z } from 'zod';

/**
 * How an encoded image becomes a model's input, stored beside the model as `preprocess.json` and applied alike in training, evaluation and serving.
 * Steps in order: apply EXIF orientation, flatten alpha onto black, convert colour, resize, scale bytes to [0, 1], subtract `mean` and divide by `std`.
 */
export const preprocessSchema = z
  .strictObject({
    width: z.int().min(1).max(4096),
    height: z.int().min(1).max(4096),
    /** 1: luminance; 3: sRGB. */
    channels: z.union([z.literal(1), z.literal(3)]).default(3),
    /** stretch: ignore the aspect ratio; contain: pad with black; cover: crop the middle. */
    fit: z.enum(['stretch', 'contain', 'cover']).default('stretch'),
    /** One value a channel, on the [0, 1] scale. */
    mean: z.array(z.number()).default([]),
    std: z.array(z.number().positive()).default([]),
  })
  .refine(
    (value) => [0, value.channels].includes(value.mean.length) && [0, value.channels].includes(value.std.length),
    'mean and std need one value a channel, or none',
  );
export type Preprocess = z.infer<typeof preprocessSchema>;

/** Limits on what the decoder may be asked to do: a decompression bomb is refused, not expanded. */
export const decodeLimitsSchema = z.strictObject({
  maxPixels: z.int().positive().default(50_000_000),
  maxBytes: z.int().positive().default(20_000_000),
});
export type DecodeLimits = z.infer<typeof decodeLimitsSchema>;
