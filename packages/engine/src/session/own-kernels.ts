import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { EngineError } from '../errors.ts';
import { nativeLibrary } from '../native-library.ts';
import { tf } from '../tensorflow.ts';
import { threads } from '../threads.ts';

const SETTINGS = ['avx512', 'avx2', 'portable', 'off'] as const;

/** The instruction set of the custom kernels, or `off` where TensorFlow's are used in their place. */
export type KernelInstructions = (typeof SETTINGS)[number];

/**
 * The custom kernels (`packages/native/kernels`), known to TensorFlow from here on. `SIGHTLINE_KERNELS` names the
 * best instruction set to use where this CPU has it, or `off`. They are off on a GPU.
 */
export const kernelInstructions = start(process.env.SIGHTLINE_KERNELS);

function start(setting: string | undefined): KernelInstructions {
  if (setting !== undefined && !SETTINGS.includes(setting as KernelInstructions)) {
    throw new EngineError(
      'engine/invalid-options',
      `SIGHTLINE_KERNELS is "${setting}". Allowed: ${SETTINGS.join(', ')}; ` +
        'leave it out for the best that this CPU has.',
    );
  }
  if (setting === 'off' || (tf.backend() as NodeJSKernelBackend).isUsingGpuDevice) return 'off';
  const path = join(nativeLibrary.bindingFolder, 'sightline_kernels.node');
  return (createRequire(import.meta.url)(path) as { start(threads: number): KernelInstructions }).start(
    threads().intraOp,
  );
}
