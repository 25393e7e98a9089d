import { z } from 'zod';

/** How an encoded image becomes pixels. */
const decoding = {
  width: z
    .int()
    .min(1)
    .max(4096)
    .meta({ description: 'Of what the network is given, in pixels.', examples: [224] }),
  height: z
    .int()
    .min(1)
    .max(4096)
    .meta({ description: 'Of what the network is given, in pixels.', examples: [224] }),
  channels: z
    .union([z.literal(1), z.literal(3)])
    .default(3)
    .describe('1 for grey levels (luminance), 3 for colour (sRGB).'),
  fit: z
    .enum(['stretch', 'contain', 'cover'])
    .default('stretch')
    .describe(
      'What becomes of another aspect ratio: `stretch` ignores it, `contain` pads with ' +
        'black, `cover` crops the middle.',
    ),
};
/** One value per channel, on the [0, 1] scale. */
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
const oneForEach = 'mean and std need one value per channel, or none';

/** A model is given one image, `[height, width, channels]`. */
const image = {
  kind: z.literal('image').exactOptional(),
  ...decoding,
  align: z
    .enum(['moments'])
    .exactOptional()
    .describe(
      '`moments`: what an image shows on an even background (a character, a symbol, a silhouette) is brought upright ' +
        'to the centre, at one width and height, by its moments of second order.',
    ),
};
/**
 * A model is given `frames` frames in their order, `[frames, height, width, channels]`: of a longer clip that many
 * evenly spaced ones, each the middle one of its part; of a shorter one some twice.
 */
const clip = {
  kind: z.literal('clip'),
  frames: z
    .int()
    .min(1)
    .max(1024)
    .meta({
      description:
        'How many frames the network is given: of a longer clip evenly spaced ones, of a shorter some twice.',
      examples: [16],
    }),
  ...decoding,
};

const numbers = { mean: mean.default([]), std: std.default([]) };

/**
 * How encoded images become a model's input, stored beside the model as `preprocess.json` and applied alike in
 * training, evaluation and serving.
 * Steps in order: choose frames, apply EXIF orientation, flatten alpha onto black, convert colour, resize,
 * align, scale bytes to [0, 1], subtract `mean` and divide by `std`.
 */
export const preprocessSchema = z
  .discriminatedUnion('kind', [z.strictObject({ ...image, ...numbers }), z.strictObject({ ...clip, ...numbers })])
  .refine(matchesChannels, oneForEach);
export type Preprocess = z.infer<typeof preprocessSchema>;

const imageSchema = z.strictObject(image);
const clipSchema = z.strictObject(clip);
/** The part of it that makes pixels, 0 to 255. */
export type MediumSpec = z.infer<typeof imageSchema> | z.infer<typeof clipSchema>;
/** The part of that which is of one image. */
export type DecodeOptions = Pick<MediumSpec, keyof typeof decoding>;

const wanted = {
  normalization: z
    .enum(['zeroToOne', 'minusOneToOne', 'training'])
    .optional()
    .describe(
      'The scale of the input: `zeroToOne` is [0, 1], `minusOneToOne` is [-1, 1], `training` gives each channel the ' +
        'mean 0 and the standard deviation 1 over the training split. Left out: [0, 1], or by `mean` and `std`.',
    ),
  mean: mean.optional().meta({
    description: 'Subtracted from each channel, on the [0, 1] scale.',
    examples: [[0.485, 0.456, 0.406]],
  }),
  std: std.optional().meta({
    description: 'What each channel is then divided by, on the [0, 1] scale.',
    examples: [[0.229, 0.224, 0.225]],
  }),
};

/** The same as a pipeline asks for it: its numbers may still have to be computed from the training split. */
export const preprocessSpecSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...image, ...wanted }).describe('One image, `[height, width, channels]`.'),
    z.strictObject({ ...clip, ...wanted }).describe('Frames in their order, `[frames, height, width, channels]`.'),
  ])
  .refine(matchesChannels, oneForEach)
  .refine((spec) => !spec.normalization || (!spec.mean?.length && !spec.std?.length), {
    path: ['normalization'],
    message: 'leave it out where mean and std are given',
  })
  .describe(
    "How encoded images become the network's input, alike in training, evaluation and serving. It is stored with the " +
      'model.',
  );
export type PreprocessSpec = z.infer<typeof preprocessSpecSchema>;
/** As it is written in a spec: what has a default may be left out. */
export type PreprocessSettings = z.input<typeof preprocessSpecSchema>;

/** Limits on what the decoder may be asked to do: a decompression bomb is refused, not expanded. */
export const decodeLimitsSchema = z.strictObject({
  maxPixels: z.int().positive().default(50_000_000).describe('Of one image, width × height.'),
  maxBytes: z.int().positive().default(20_000_000).describe('Of one encoded file.'),
});
export type DecodeLimits = z.infer<typeof decodeLimitsSchema>;
