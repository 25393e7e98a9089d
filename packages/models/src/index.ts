export { addHead, buildModel, type ModelOptions } from './build-model.ts';
export { buildNetwork } from './build-network.ts';
export { ModelsError } from './errors.ts';
export { formatModel } from './format-model.ts';
export { listModels, type ModelListing } from './list-models.ts';
export { loadModel, saveModel } from './model-files.ts';
export { type CustomModel, type CustomModelOptions } from './custom/custom-model.ts';
export { assignWeights, isOfHead } from './weights/assign-weights.ts';
export { findWeights } from './weights/find-weights.ts';
