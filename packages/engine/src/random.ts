import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { tf } from './tensorflow.ts';

/**
 * Uniform floats in [0, 1) that depend on shape and seed alone: equal in every process and on every machine. TensorFlow's `StatelessRandomUniform`
 * (Philox, Salmon et al. 2011); a graph's `StatelessRandomUniformV2` draws the same for the same seed.
 *
 * @param shape of the float32 tensor returned
 * @param seed two 32-bit integers, or an int32 tensor of two
 */
export function statelessUniform(shape: number[], seed: readonly [number, number] | tf.Tensor1D): tf.Tensor {
  const backend = tf.backend() as NodeJSKernelBackend;
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  return tf.tidy(() =>
    backend.executeSingleOutput(
      'StatelessRandomUniform',
      [
        { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
        { name: 'T', type: TF_ATTR_TYPE, value: TF_INT32 },
        { name: 'Tseed', type: TF_ATTR_TYPE, value: TF_INT32 },
      ],
      [tf.tensor1d(shape, 'int32'), seed instanceof tf.Tensor ? seed : tf.tensor1d([...seed], 'int32')],
    ),
  );
}
