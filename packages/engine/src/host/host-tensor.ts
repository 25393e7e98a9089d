import { EngineError } from '../errors.ts';
import type { TensorData } from '../program/program.ts';
import { tf } from '../tensorflow.ts';

/**
 * A tensor as TensorFlow gives and takes it: `data` in row-major order, its element type that of the array, in which a
 * Uint8Array is bool, 0 or 1.
 */
export interface HostTensor<Data extends TensorData = TensorData> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** A tensor of a batch and its name in programs. */
export interface NamedHostTensor extends HostTensor {
  readonly name: string;
}

/** A tfjs tensor with the values of a tensor outside TensorFlow. */
export function toTensor({ shape, data }: HostTensor): tf.Tensor {
  return tf.tensor(data, [...shape], dtypeOf(data));
}

/**
 * The values of a tfjs tensor.
 *
 * @throws EngineError `engine/invalid-options` for what is none
 */
export function toHostTensor(tensor: tf.Tensor): HostTensor {
  if (!(tensor instanceof tf.Tensor)) {
    throw new EngineError(
      'engine/invalid-options',
      `A compiled function was given ${Array.isArray(tensor) ? 'an array' : `a ${typeof tensor}`}. ` +
        'Give tensors: tf.tensor(…).',
    );
  }
  return { shape: tensor.shape, data: tensor.dataSync<'float32' | 'int32' | 'bool'>() };
}

function dtypeOf(data: TensorData): 'float32' | 'int32' | 'bool' {
  if (data instanceof Int32Array) return 'int32';
  return data instanceof Float32Array ? 'float32' : 'bool';
}

/** Zeros of the same element type, of another shape. */
export function zerosLike(data: TensorData, shape: readonly number[]): HostTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  if (data instanceof Int32Array) return { shape, data: new Int32Array(size) };
  return { shape, data: data instanceof Float32Array ? new Float32Array(size) : new Uint8Array(size) };
}
