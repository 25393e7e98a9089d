import type { RawImage } from '@sightline/contracts';

/** The size of an image; its pixels are `[height, width, channels]`, row by row. */
export type ImageSize = Pick<RawImage, 'width' | 'height' | 'channels'>;
