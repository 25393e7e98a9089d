export { augment, augmentStage } from './augment.ts';
export { createAugmenter, type Augmenter, type AugmenterOptions, type DrawKey } from './augmenter.ts';
export { createBatchLoader, type BatchLoader } from './batches/batch-loader.ts';
export { type BatchMaker, type BatchRecipe, type MadeBatch } from './batches/batch-maker.ts';
export type { Constituent, Example } from './example.ts';
export { type DecodedImages, type EncodedImages, type TrainingImages } from './batches/training-images.ts';
export { type CustomTransform, type CustomTransforms } from './custom/custom-transform.ts';
export {
  keptTransformSources,
  loadTransforms,
  readTransformSources,
  type TransformSources,
} from './custom/load-transforms.ts';
export { tryTransforms } from './custom/try-transforms.ts';
export type { Displacement, Geometry, Projection } from './geometry/geometry.ts';
export { AugmentError } from './errors.ts';
export type { ImageSize } from './image-size.ts';
export type { Mixed, Mixer } from './mixing/mixer.ts';
export { mixers, type MixOperation } from './mixing/mixers.ts';
export type { Operation } from './operations/operation.ts';
export { choosesFrames, needsNativeSize } from './native-size.ts';
export { createSharedMemory, type SharedMemory } from './fused/wasm-instance.ts';
export { renderPreviewPage, type PreviewHead } from './preview/preview-page.ts';
export { renderPreview } from './preview/preview-picture.ts';
export { drawPreview, type PreviewDraw, type PreviewRow, type PreviewSample } from './preview/preview-rows.ts';
export { previewSamples, type PreviewChoice } from './preview/preview-samples.ts';
export { balancedEpoch, type BalancedEpoch } from './resampling/balanced-epoch.ts';
export { resample } from './resampling/resample.ts';
export { resampleImages, type LabelledImages } from './resampling/resample-images.ts';
export { resampleTraining, type ResampledTraining, type TrainingRows } from './resampling/resample-training.ts';
export type { Resampled, Rows } from './resampling/rows.ts';
export { samplers } from './resampling/samplers/samplers.ts';
export type { Sampler } from './resampling/samplers/sampler.ts';
export { transforms } from './transforms/transforms.ts';
