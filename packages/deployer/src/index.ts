export { DeployerError } from './errors.ts';
export { exportModel, exportStage } from './export.ts';
export { FORMATS, type Format, type FormatName, type LoadedModel, type Values } from './formats.ts';
export { programToOnnx } from './onnx/program-to-onnx.ts';
export { promote, promoteStage, rollback } from './promote.ts';
export { register, registerStage } from './register.ts';
export { serve, serveStage } from './serving/serve.ts';
