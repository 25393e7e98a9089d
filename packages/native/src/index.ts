export { cacheFolder } from './cache.ts';
export { NativeError } from './errors.ts';
export { type InstallProgress, type OnProgress, STEP_LABELS } from './progress.ts';
export { progressPrinter } from './progress-printer.ts';
export { installWheel, type WheelFiles } from './install/install-wheel.ts';
export {
  linkTensorflow,
  installedTensorflow,
  installTensorflow,
  type InstalledTensorflow,
} from './tensorflow/tensorflow.ts';
export { installedTemporalCli, temporalCli } from './temporal/temporal-cli.ts';
export { startTemporalServer, type TemporalServer } from './temporal/temporal-server.ts';
