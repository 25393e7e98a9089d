import type { ProvidedModules } from '@sightline/artifacts';

const tensorflow = async () => (await import('@sightline/engine')).tf;

/**
 * What custom modules share with Sightline. TensorFlow.js goes by any of its names: two copies of it in one
 * process do not know each other's layers.
 */
export const houseModules: ProvidedModules = {
  '@sightline/contracts': () => import('@sightline/contracts'),
  '@sightline/engine': () => import('@sightline/engine'),
  '@sightline/models': () => import('@sightline/models'),
  '@tensorflow/tfjs': tensorflow,
  '@tensorflow/tfjs-node': tensorflow,
  '@tensorflow/tfjs-node-gpu': tensorflow,
};
