export { batchPredict } from './batch-predict.ts';
export { collectGarbage } from './collect-garbage.ts';
export { modelPromotions } from './model-promotions.ts';
export { notify } from './notify.ts';
export { retrain } from './retrain.ts';
export { trainToServe } from './train-to-serve.ts';
export { workerPresence } from './worker-presence.ts';
