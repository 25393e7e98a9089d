export { cacheFolder } from './cache.ts';
export { NativeError } from './errors.ts';
export { type OnProgress, type StagingProgress } from './progress.ts';
export { progressPrinter } from './progress-printer.ts';
export { stageWheel, type WheelFiles } from './install/install-wheel.ts';
export { linkTensorflow, stagedTensorflow, stageTensorflow, type StagedTensorflow } from './tensorflow/tensorflow.ts';
export { stagedTemporalCli, temporalCli } from './temporal/temporal-cli.ts';
export { startTemporalServer, type TemporalServer } from './temporal/temporal-server.ts';
