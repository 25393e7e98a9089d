export { trainToServe } from './train-to-serve.ts';
export { workerPresence } from './worker-presence.ts';
