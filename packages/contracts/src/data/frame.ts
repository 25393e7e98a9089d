import { z } from 'zod';
import type { RawImage } from './image.ts';

/**
 * An object in an image. The corner (`x`, `y`) nearest the origin, `width` and `height` are fractions of the image's
 * width and height as seen (after EXIF orientation): 0 is the left or upper edge, 1 the right or lower one. A box may
 * be empty or reach out of the image: it stays as its source gave it.
 */
export const boxSchema = z.strictObject({
  label: z.string().min(1),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});
export type Box = z.infer<typeof boxSchema>;

/**
 * A point of a frame: `x` and `y` are fractions of its width and height, 0 at the left and upper edge, 1 at the right
 * and lower one.
 */
export interface Keypoint {
  label: string;
  x: number;
  y: number;
}

/** What is annotated in an image, or in one of a clip. */
export interface FrameAnnotations {
  /** Class numbers, one band, of the image's size. */
  mask?: RawImage;
  boxes?: readonly Box[];
  keypoints?: readonly Keypoint[];
}

/** An image, or one of a clip, with its annotations: what transforms apply to. */
export interface Frame extends FrameAnnotations {
  image: RawImage;
}
