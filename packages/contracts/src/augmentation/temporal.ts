import { z } from 'zod';
import { probability, valueRange } from './range.ts';

const exactlyOne = (first: unknown, second: unknown) => (first === undefined) !== (second === undefined);

/** Transforms of a clip's frames; a picture they leave as it is. But for `reverse`, the frames stay in their order. */
export const temporalTransforms = [
  z
    .strictObject({ kind: z.literal('reverse'), probability: probability.default(0.5) })
    .describe('The frames in the opposite order.'),
  z
    .strictObject({
      kind: z.literal('temporalCrop'),
      frames: z.int().min(1).max(100_000).optional().describe('How many frames are kept.'),
      fraction: valueRange(0, 1).optional().describe('What fraction of the clip is kept, instead of `frames`.'),
      probability,
    })
    .refine(({ frames, fraction }) => exactlyOne(frames, fraction), 'give either frames or fraction')
    .meta({ moved: { share: 'fraction' } })
    .describe(
      'A run of frames from a place drawn uniformly: `frames` of them (of a shorter clip all, then its ' +
        'last one again), or a `fraction` of the clip.',
    ),
  z
    .strictObject({
      kind: z.literal('frameDrop'),
      rate: valueRange(0, 1).optional().describe('The chance of each frame to be lost.'),
      count: z.int().min(0).max(100_000).optional().describe('How many frames are lost, instead of `rate`.'),
      fill: z
        .enum(['repeat', 'remove'])
        .default('repeat')
        .describe('`repeat` keeps the length of the clip, `remove` shortens it.'),
      probability,
    })
    .refine(({ rate, count }) => exactlyOne(rate, count), 'give either rate or count')
    .describe(
      'Frames lost on the way: each with a chance of `rate`, or `count` of them; at least one stays. ' +
        '`repeat` shows the frame before a lost one for longer, so that the clip keeps its length; `remove` ' +
        'leaves the lost ones out.',
    ),
  z
    .strictObject({
      kind: z.literal('speed'),
      factor: valueRange(0.1, 10).prefault([0.5, 2]).describe('Times its speed.'),
      keepLength: z.boolean().default(true).describe('Whether the result has as many frames as the clip.'),
      probability,
    })
    .describe(
      'Plays the clip at `factor` times its speed, drawn uniformly: at each moment the frame that is on ' +
        'the screen then. `keepLength` gives as many frames as there were: a slowed clip is cut at a place ' +
        'drawn uniformly, a hastened one rests on its last frame.',
    ),
  z
    .strictObject({
      kind: z.literal('temporalSubsample'),
      frames: z.int().min(1).max(100_000).describe('How many frames are kept.'),
      jitter: z.boolean().default(true).describe('Whether each is drawn from its part of the clip, or evenly spaced.'),
      probability,
    })
    .describe(
      'So many frames from all over the clip (of a shorter one some twice): from each of as many equal ' +
        'parts one, drawn uniformly (temporal segment networks, Wang et al. 2016); without `jitter` evenly ' +
        'spaced from the first to the last.',
    ),
] as const;
