import { z } from 'zod';
import { followLinks, layout, path } from './source-fields.ts';

const framesSchema = z
  .discriminatedUnion('by', [
    z
      .strictObject({
        by: z.literal('rate'),
        perSecond: z
          .number()
          .positive()
          .meta({ description: 'Frames for each second of the video.', examples: [2] }),
      })
      .describe('So many frames for each second of the video.'),
    z
      .strictObject({
        by: z.literal('count'),
        count: z
          .int()
          .positive()
          .meta({ description: 'Frames of each video.', examples: [16] }),
      })
      .describe('So many frames of each video, evenly spread.'),
    z
      .strictObject({
        by: z.literal('clip'),
        length: z
          .int()
          .positive()
          .meta({ description: 'Frames of a clip.', examples: [16] }),
        stride: z.int().positive().default(1).describe('Each frame of a clip is so many of the video after the last.'),
        step: z
          .int()
          .positive()
          .nullable()
          .default(null)
          .describe('A clip begins so many frames, as it takes them, after the one before. Null: its length.'),
        clipsPerVideo: z
          .int()
          .positive()
          .nullable()
          .default(null)
          .describe('So many clips of each video, evenly spaced. Null: all.'),
      })
      .describe('Clips: samples of several frames, for networks of clips.'),
  ])
  .default({ by: 'rate', perSecond: 1 })
  .describe('Which frames are taken of a video.');

export const videoSourceSchema = z
  .strictObject({
    kind: z.literal('video'),
    path,
    layout,
    followLinks,
    frames: framesSchema,
    maxFrames: z.int().positive().default(10_000).describe('Frames of one video: one that gives more is set aside.'),
    maxSeconds: z
      .number()
      .positive()
      .default(600)
      .describe('Seconds that reading one video may take: one that takes longer is set aside.'),
  })
  .describe(
    'A folder with one folder of videos per class, or of such folders per split. Each frame ' +
      'taken is a sample, or each clip; its group is the video. Needs ffmpeg.',
  );
