/** Where and with how many threads programs run. */
export interface SessionOptions {
  /** Threads within one operation; by default `TF_NUM_INTRAOP_THREADS`, else the CPUs that this process may use. */
  readonly intraOpThreads?: number;
  /** Operations at once; by default `TF_NUM_INTEROP_THREADS`, else the CPUs that this process may use. */
  readonly interOpThreads?: number;
  /** `cpu` keeps a GPU library off the GPU; by default `SIGHTLINE_DEVICE`, else TensorFlow chooses: the GPU where it has one. */
  readonly device?: 'cpu' | 'gpu';
}

/** TensorFlow's ConfigProto of the options, as bytes. tfjs-node's generated messages leave it out. */
export function sessionConfig(options: SessionOptions): Uint8Array {
  const device = options.device ?? process.env.SIGHTLINE_DEVICE;
  return Uint8Array.from([
    ...(device === 'cpu'
      ? lengthDelimited(1, [...lengthDelimited(1, [...Buffer.from('GPU')]), ...varintField(2, 0)])
      : []),
    ...(options.intraOpThreads === undefined ? [] : varintField(2, options.intraOpThreads)),
    ...(options.interOpThreads === undefined ? [] : varintField(5, options.interOpThreads)),
    // allow_soft_placement: what has no GPU kernel runs on the CPU.
    ...varintField(7, 1),
  ]);
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
