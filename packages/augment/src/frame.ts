import type { Box } from '@sightline/contracts';
import type { RawImage } from '@sightline/ingest';

/** A point of a frame: `x` and `y` are shares of its width and height, 0 at the left and upper edge, 1 at the right and lower one. */
export interface Keypoint {
  label: string;
  x: number;
  y: number;
}

/** A picture, or one of a clip, with what is marked in it: what transforms apply to. */
export interface Frame {
  image: RawImage;
  /** Class numbers, one band, of the image's size. */
  mask?: RawImage;
  boxes?: readonly Box[];
  keypoints?: readonly Keypoint[];
}

/** The size of an image; its pixels are `[height, width, channels]`, row by row. */
export type ImageSize = Pick<RawImage, 'width' | 'height' | 'channels'>;
