import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { tf } from '../tensorflow.ts';

/** The native functions that tfjs' kernels end in. */
export type Binding = NodeJSKernelBackend['binding'];
export type NativeAttribute = Parameters<Binding['executeOp']>[1][number];

/** What recording needs of tfjs-node's backend, some of which its types hide. */
export interface NativeBackend {
  binding: Binding;
  /** Takes the values of a new tensor; they reach TensorFlow when an operation first uses them. */
  write: NodeJSKernelBackend['write'];
  readSync: NodeJSKernelBackend['readSync'];
  /** The native ids of tensors, which reach TensorFlow now if they had not. */
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  tensorMap: { get(dataId: object): { id: number; values: object | null } };
}

export function nativeBackend(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

export function nativeId(backend: NativeBackend, tensor: tf.Tensor): number {
  return backend.getInputTensorIds([tensor])[0] as number;
}

/** The live variable that holds the native tensor `id`, if any. */
export function variableOf(backend: NativeBackend, id: number): tf.Variable | undefined {
  const variables = Object.values((tf.engine() as unknown as Engine).registeredVariables);
  return variables.find(({ dataId }) => backend.tensorMap.get(dataId)?.id === id);
}

interface Engine {
  registeredVariables: Record<string, tf.Variable>;
}
