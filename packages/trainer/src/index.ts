export { arraySource, augmentedSource, type BatchSource, epochOrder, imageSource } from './batches.ts';
export { type Checkpoint, type Checkpoints } from './checkpoint.ts';
export { bestEpochOf, type FitEpoch, shouldStop } from './early-stopping.ts';
export { TrainerError } from './errors.ts';
export { fit, type FitOptions, type FitResult } from './fit.ts';
export { learningRateAt, type Position } from './schedule.ts';
export { train, trainStage } from './train.ts';
export { hashWeights, readWeights } from './weights.ts';
