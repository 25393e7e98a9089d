import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { DATA_TYPE_NUMBERS, type DataType } from '../program/program.ts';
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
  /** Gives tfjs a native tensor that there is already. */
  createOutputTensor(metadata: { id: number; shape: number[]; dtype: number }): tf.Tensor;
  tensorMap: { get(dataId: object): { id: number; values: object | null } };
}

export function nativeBackend(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

export function nativeId(backend: NativeBackend, tensor: tf.Tensor): number {
  return backend.getInputTensorIds([tensor])[0] as number;
}

/** What is known of a tensor before there is one. */
export interface TensorType {
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** A tensor of zeros that is made by this binding, whichever the backend has. */
export function nativeZeros(binding: Binding, { dtype, shape }: TensorType): tf.Tensor {
  const sizes = [...shape];
  const number = DATA_TYPE_NUMBERS[dtype];
  const id = binding.createTensor(
    sizes,
    number,
    tf.util.makeZerosTypedArray(tf.util.sizeFromShape(sizes), dtype as 'float32'),
  );
  return nativeBackend().createOutputTensor({ id, shape: sizes, dtype: number });
}

/** The live variable that holds the native tensor `id`, if any. */
export function variableOf(backend: NativeBackend, id: number): tf.Variable | undefined {
  const variables = Object.values((tf.engine() as unknown as Engine).registeredVariables);
  return variables.find(({ dataId }) => backend.tensorMap.get(dataId)?.id === id);
}

interface Engine {
  registeredVariables: Record<string, tf.Variable>;
}
