import { EngineError } from '../errors.ts';

/**
 * Where programs run. How many threads they have is decided when TensorFlow is loaded:
 * by `TF_NUM_INTRAOP_THREADS` and `TF_NUM_INTEROP_THREADS`.
 */
export interface SessionOptions {
  /**
   * `cpu` keeps a GPU library off the GPU. By default `SIGHTLINE_DEVICE`,
   * else TensorFlow chooses: the GPU if it has one.
   */
  readonly device?: 'cpu' | 'gpu';
  /**
   * Runs the operations one after the other on the calling thread, each on all cores, instead of several at once;
   * `TF_NUM_INTEROP_THREADS` overrules it. By default whichever is faster for the precision.
   */
  readonly sequential?: boolean;
}

/** TensorFlow's ConfigProto of the options, as bytes. tfjs-node's generated messages leave it out. */
export function sessionConfig({ device = deviceOfEnvironment(), sequential = false }: SessionOptions): Uint8Array {
  // device_count { "GPU": 0 }
  const withoutGpu = lengthDelimited(1, [...lengthDelimited(1, [...Buffer.from('GPU')]), ...varintField(2, 0)]);
  // inter_op_parallelism_threads: -1 is the calling thread.
  const inCallersThread = [...varint(5 << 3), ...MINUS_ONE];
  // allow_soft_placement: what has no GPU kernel runs on the CPU.
  return Uint8Array.from([
    ...(device === 'cpu' ? withoutGpu : []),
    ...(sequential && !process.env.TF_NUM_INTEROP_THREADS ? inCallersThread : []),
    ...varintField(7, 1),
  ]);
}

/** As a varint of 64 bits. */
const MINUS_ONE = [...Array.from({ length: 9 }, () => 255), 1];

function deviceOfEnvironment(): SessionOptions['device'] {
  const device = process.env.SIGHTLINE_DEVICE;
  if (device === undefined || device === 'cpu' || device === 'gpu') return device;
  throw new EngineError('engine/invalid-options', `SIGHTLINE_DEVICE is "${device}". Allowed: cpu, gpu.`);
}

function varintField(field: number, value: number): number[] {
  return [...varint(field << 3), ...varint(value)];
}

function lengthDelimited(field: number, bytes: readonly number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
