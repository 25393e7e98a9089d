import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { tf } from './tensorflow.ts';

/** Two 32-bit integers, or an int32 tensor of two. */
export type StatelessSeed = readonly [number, number] | tf.Tensor1D;

/**
 * Uniform floats in [0, 1) that depend on shape and seed alone: equal in every process and on every machine. TensorFlow's `StatelessRandomUniform`
 * (Philox, Salmon et al. 2011); a graph's `StatelessRandomUniformV2` draws the same for the same seed.
 *
 * @param shape of the float32 tensor returned
 */
export function statelessUniform(shape: number[], seed: StatelessSeed): tf.Tensor {
  return draw('StatelessRandomUniform', shape, seed);
}

/**
 * Floats of the standard normal distribution (mean 0, standard deviation 1) that depend on shape and seed alone. TensorFlow's `StatelessRandomNormal`.
 *
 * @param shape of the float32 tensor returned
 */
export function statelessNormal(shape: number[], seed: StatelessSeed): tf.Tensor {
  return draw('StatelessRandomNormal', shape, seed);
}

function draw(op: string, shape: number[], seed: StatelessSeed): tf.Tensor {
  const backend = tf.backend() as NodeJSKernelBackend;
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  return tf.tidy(() =>
    backend.executeSingleOutput(
      op,
      [
        { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
        { name: 'T', type: TF_ATTR_TYPE, value: TF_INT32 },
        { name: 'Tseed', type: TF_ATTR_TYPE, value: TF_INT32 },
      ],
      [tf.tensor1d(shape, 'int32'), seed instanceof tf.Tensor ? seed : tf.tensor1d([...seed], 'int32')],
    ),
  );
}
