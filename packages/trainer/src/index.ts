export { arraySource, augmentedSource, type BatchSource, epochOrder, imageSource } from './batches/batches.ts';
export { type Checkpoint, type Checkpoints } from './checkpoints/checkpoint.ts';
export { bestEpochOf, type FitEpoch, shouldStop } from './callbacks/early-stopping.ts';
export { TrainerError } from './errors.ts';
export { fit, type FitOptions, type FitResult } from './fit/fit.ts';
export { learningRateAt, type Position } from './schedules/schedule.ts';
export { train, trainStage } from './train.ts';
export { hashWeights, readWeights } from './fit/weights.ts';
