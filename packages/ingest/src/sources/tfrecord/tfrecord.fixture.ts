import { maskedCrc32c } from './crc32c.ts';

/** A `tf.train.Example`. Numbers are whole and from 0. */
export function exampleOf(features: Record<string, (Uint8Array | string | number)[]>): Buffer {
  const entries = Object.entries(features).map(([name, values]) => {
    const numbers = typeof values[0] === 'number';
    const list = numbers
      ? field(1, Buffer.concat(values.map((value) => varint(value as number))))
      : Buffer.concat(values.map((value) => field(1, Buffer.from(value as string))));
    return field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, field(numbers ? 3 : 1, list))]));
  });
  return field(1, Buffer.concat(entries));
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

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}
