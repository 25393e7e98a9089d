import type { TensorData } from '../program/program.ts';
import type { HostTensor } from '../session/native-program.ts';
import { tf } from '../tensorflow.ts';

/** A tfjs tensor with the values of a tensor outside TensorFlow. */
export function toTensor({ shape, data }: HostTensor): tf.Tensor {
  return tf.tensor(data, [...shape], dtypeOf(data));
}

/** The values of a tfjs tensor. */
export function toHostTensor(tensor: tf.Tensor): HostTensor {
  return { shape: tensor.shape, data: tensor.dataSync<'float32' | 'int32' | 'bool'>() };
}

function dtypeOf(data: TensorData): 'float32' | 'int32' | 'bool' {
  if (data instanceof Int32Array) return 'int32';
  return data instanceof Float32Array ? 'float32' : 'bool';
}
