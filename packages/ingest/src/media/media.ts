import { clip } from './clip.ts';
import { image } from './image.ts';
import type { Medium, MediumKind } from './medium.ts';

/** The media, by the kinds of preprocessing. */
export const media: { readonly [Kind in MediumKind]: Medium<Kind> } = { image, clip };
