export { bestEpochOf, shouldStop } from './early-stopping.ts';
export { TrainerError } from './errors.ts';
export { learningRateAt, type Position } from './schedule.ts';
export { train, trainStage } from './train.ts';
export { hashWeights, readWeights } from './weights.ts';
