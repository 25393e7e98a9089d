export { DeployerError } from './errors.ts';
export { exportModel } from './export-model.ts';
export { promote, rollback } from './promote.ts';
export { register } from './register.ts';
export { serve } from './serving/serve.ts';
export { exportStage, promoteStage, registerStage, serveStage } from './stages.ts';
