import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { typeAttributes } from './backend/native-kernel.ts';
import { tf } from './tensorflow.ts';

/** Two 32-bit integers, or an int32 tensor of two. */
export type StatelessSeed = readonly [number, number] | tf.Tensor1D;

/**
 * Uniform floats in [0, 1) that depend on shape and seed alone: equal in every process and on every machine.
 * TensorFlow's `StatelessRandomUniform` (Philox, Salmon et al. 2011); a graph's `StatelessRandomUniformV2` draws the
 * same for the same seed.
 *
 * @param shape of the float32 tensor returned
 */
export function statelessUniform(shape: number[], seed: StatelessSeed): tf.Tensor {
  return draw('StatelessRandomUniform', shape, seed);
}

/**
 * Floats of the standard normal distribution (mean 0, standard deviation 1) that depend on shape and seed alone.
 * TensorFlow's `StatelessRandomNormal`.
 *
 * @param shape of the float32 tensor returned
 */
export function statelessNormal(shape: number[], seed: StatelessSeed): tf.Tensor {
  return draw('StatelessRandomNormal', shape, seed);
}

function draw(op: string, shape: number[], seed: StatelessSeed): tf.Tensor {
  const backend = tf.backend() as NodeJSKernelBackend;
  return tf.tidy(() =>
    backend.executeSingleOutput(op, typeAttributes({ dtype: 'float32', T: 'int32', Tseed: 'int32' }), [
      tf.tensor1d(shape, 'int32'),
      seed instanceof tf.Tensor ? seed : tf.tensor1d([...seed], 'int32'),
    ]),
  );
}
