export { compose, IDENTITY, reflection, rotation, translation, type Affine } from './affine.ts';
export { augment, augmentStage } from './augment.ts';
export { createAugmenter, type Augmenter, type DrawKey } from './augmenter.ts';
export { AugmentError } from './errors.ts';
export type { Operation } from './operation.ts';
export { renderPreview, type PreviewSample } from './preview.ts';
export type { ImageSize } from './warp.ts';
