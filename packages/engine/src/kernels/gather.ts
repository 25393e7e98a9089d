import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { typeAttributes } from '../backend/native-kernel.ts';
import { tf } from '../tensorflow.ts';

/**
 * Replaces tfjs' kernel, which reads the indices to check them: TensorFlow checks them too, and a recorded step has
 * nothing to read yet.
 */
export function registerGather(): void {
  tf.unregisterKernel(tf.GatherV2, 'tensorflow');
  tf.registerKernel({
    kernelName: tf.GatherV2,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, indices } = inputs as unknown as { x: tf.Tensor; indices: tf.Tensor };
      const { axis, batchDims } = attrs as unknown as { axis: number; batchDims: number };
      const node = backend as NodeJSKernelBackend;
      const place = tf.scalar(axis, 'int32');
      const types = typeAttributes({ Tparams: x.dtype, Tindices: indices.dtype, Taxis: 'int32' });
      const batch = { name: 'batch_dims', type: node.binding.TF_ATTR_INT, value: batchDims };
      const gathered = node.executeSingleOutput('GatherV2', [batch, ...types], [x, indices, place]);
      place.dispose();
      return gathered;
    },
  });
}
