import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import { type NativeAttribute, nativeBackend } from './native-backend.ts';
import { tf } from '../tensorflow.ts';

type Inputs = Record<string, tf.Tensor>;

/** The settings of an operation: numbers are floats; `{ int }` is an integer, or a list of them. */
export type Settings = Readonly<Record<string, boolean | string | number | { int: number | readonly number[] }>>;

/** A TensorFlow operation as a tfjs kernel, with its gradient, recorded by the tape: gradients of gradients work. */
export interface NativeKernel {
  /** TensorFlow's name of it. */
  readonly op: string;
  /** Names of its inputs, in TensorFlow's order. */
  readonly inputs: readonly string[];
  /** Count of its outputs; 1 by default. */
  readonly outputs?: number;
  /** Its type attributes; by default `T` is that of the first input. */
  readonly types?: (inputs: Inputs) => Record<string, tf.DataType>;
  readonly gradient?: {
    /** Inputs and outputs (by number) that the gradient needs. */
    readonly saveInputs?: readonly string[];
    readonly saveOutputs?: readonly number[];
    /**
     * The gradients of the inputs, each computed on demand. `saved` are the inputs,
     * then the outputs, that were to be saved.
     */
    readonly of: (dy: tf.Tensor[], saved: tf.Tensor[], settings: Settings) => Record<string, () => tf.Tensor>;
  };
}

/** Makes a native operation known to tfjs, for eager use and for recording. */
export function registerNativeKernel(kernel: NativeKernel): void {
  const { op, inputs: names, outputs: count = 1, gradient } = kernel;
  const kernelName = kernelNameOf(op);
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const tensors = inputs as unknown as Inputs;
      const types = kernel.types?.(tensors) ?? { T: (tensors[names[0] as string] as tf.Tensor).dtype };
      const attributes = [...typeAttributes(types), ...settingAttributes((attrs ?? {}) as Settings)];
      const ordered = names.map((name) => tensors[name] as tf.Tensor);
      return (backend as NodeJSKernelBackend).executeMultipleOutputs(op, attributes, ordered, count);
    },
  });
  if (!gradient) return;
  const { saveInputs = [], saveOutputs = [] } = gradient;
  tf.registerGradient({
    kernelName,
    inputsToSave: [...saveInputs],
    outputsToSave: Array.from({ length: count }, (_, index) => saveOutputs.includes(index)),
    gradFunc: (dy, saved, attrs) => gradient.of([dy].flat(), saved, attrs as Settings),
  });
}

/** Runs a kernel that {@link registerNativeKernel} registered. */
export function runNative(op: string, inputs: Inputs, settings: Settings = {}): tf.Tensor[] {
  const results: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(kernelNameOf(op), inputs, settings);
  return [results].flat();
}

/** Apart from tfjs' own kernels of the same operations. */
function kernelNameOf(op: string): string {
  return `Native${op}`;
}

/** Type attributes as the native binding takes them. */
export function typeAttributes(types: Record<string, tf.DataType>): NativeAttribute[] {
  const { binding } = nativeBackend();
  const numbers: Partial<Record<tf.DataType, number>> = {
    float32: binding.TF_FLOAT,
    int32: binding.TF_INT32,
    bool: binding.TF_BOOL,
  };
  return Object.entries(types).map(([name, dtype]) => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: numbers[dtype] as number,
  }));
}

function settingAttributes(settings: Settings): NativeAttribute[] {
  const { binding } = nativeBackend();
  return Object.entries(settings).map(([name, value]) => {
    if (typeof value === 'boolean') return { name, type: binding.TF_ATTR_BOOL, value };
    if (typeof value === 'string') return { name, type: binding.TF_ATTR_STRING, value };
    if (typeof value === 'number') return { name, type: binding.TF_ATTR_FLOAT, value };
    return { name, type: binding.TF_ATTR_INT, value: value.int };
  });
}
