export { retrain } from './retrain.ts';
export { trainToServe } from './train-to-serve.ts';
export { workerPresence } from './worker-presence.ts';
