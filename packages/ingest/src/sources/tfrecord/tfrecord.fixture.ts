import { maskedCrc32c } from './crc32c.ts';

/** A `tf.train.Example`. Numbers are whole; floats are a `Float32Array`. */
export function exampleOf(features: Record<string, (Uint8Array | string | number | bigint)[] | Float32Array>): Buffer {
  const entries = Object.entries(features).map(([name, values]) => {
    const [number, list] = listOf(values);
    return field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, field(number, list))]));
  });
  return field(1, Buffer.concat(entries));
}

/** The number of the field of a list, and its content. */
function listOf(values: (Uint8Array | string | number | bigint)[] | Float32Array): [number, Buffer] {
  if (values instanceof Float32Array) return [2, field(1, new Uint8Array(values.buffer))];
  if (typeof values[0] !== 'number' && typeof values[0] !== 'bigint')
    return [1, Buffer.concat(values.map((value) => field(1, Buffer.from(value as string))))];
  return [3, field(1, Buffer.concat(values.map((value) => varint(BigInt.asUintN(64, BigInt(value as number))))))];
}

/** A record of a TFRecord file. */
export function recordOf(data: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, checksum(length), data, checksum(data)]);
}

function checksum(bytes: Uint8Array): Buffer {
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(maskedCrc32c(bytes));
  return crc;
}

function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(content.length), content]);
}

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}
