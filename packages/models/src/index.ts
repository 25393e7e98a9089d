export { architectures, type Architecture, type ModelOptions } from './architectures.ts';
export { buildModel } from './build-model.ts';
export { ModelsError } from './errors.ts';
export { formatModel } from './format-model.ts';
export { loadModel, saveModel } from './model-files.ts';
