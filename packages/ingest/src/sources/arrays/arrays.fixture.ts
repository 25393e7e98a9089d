/** Bytes that differ from their neighbours. */
export function pixelsOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => (index * 37 + 11) % 256);
}

/** An IDX file of unsigned bytes. */
export function idxOf(shape: readonly number[], values: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  for (const [axis, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * axis);
  return Buffer.concat([header, Buffer.from(values)]);
}

/** An NPY file of version 1. */
export function npyOf(dtype: string, shape: readonly number[], bytes: readonly number[], fortran = 'False'): Buffer {
  const text = `{'descr': '${dtype}', 'fortran_order': ${fortran}, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\0', 'latin1'),
    Buffer.from([header.length, 0]),
    header,
    Buffer.from(bytes),
  ]);
}
