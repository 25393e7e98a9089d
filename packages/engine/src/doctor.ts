import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { describeCpu, type Cpu } from './cpu.ts';
import { bindingPath, nativeLibrary, oneDnn } from './native-library.ts';
import { kernelInstructions, type KernelInstructions } from './session/own-kernels.ts';
import { tf } from './tensorflow.ts';
import { threads } from './threads.ts';

/** What computes here, and with what. */
export interface EngineReport {
  /** The version that the loaded library itself reports. */
  tensorflow: string;
  tfjs: string;
  node: string;
  platform: string;
  cpu: Cpu;
  /** Threads within one operation, and operations at once. */
  threads: { intraOp: number; interOp: number };
  /**
   * `TF_ENABLE_ONEDNN_OPTS`, which the engine sets to 1 unless it is set already; TensorFlow uses it on x86 CPUs only.
   */
  oneDnn: 'on' | 'off';
  /** The instruction set of the custom kernels: `SIGHTLINE_KERNELS`, by default the best that this CPU has. */
  kernels: KernelInstructions;
  /** The loaded binding, and where its TensorFlow was downloaded from. */
  binding: string;
  source: string;
}

/** Reports the engine that this process has loaded. */
export function doctor(): EngineReport {
  const cpu = describeCpu();
  return {
    tensorflow: (tf.backend() as NodeJSKernelBackend).binding.TF_Version,
    tfjs: tf.version['tfjs-core'],
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cpu,
    threads: threads(),
    oneDnn,
    kernels: kernelInstructions,
    binding: bindingPath,
    source: nativeLibrary.source,
  };
}
