/** The values of one feature of a `tf.train.Example`. */
export type Feature = { bytes: Uint8Array[] } | { floats: number[] } | { integers: (number | bigint)[] };

/** A field of a message of protocol buffers. */
interface Field {
  number: number;
  /** Of wire types 0 and 5. */
  bits: bigint;
  /** Of wire type 2. */
  bytes?: Uint8Array;
}

const EMPTY = new Uint8Array();

/**
 * Decodes a `tf.train.Example` (tensorflow/core/example/example.proto). Values of bytes are views, not copies.
 *
 * @throws RangeError when the bytes are not such a message
 */
export function decodeExample(encoded: Uint8Array): Map<string, Feature> {
  const features = new Map<string, Feature>();
  for (const example of fieldsOf(encoded)) {
    for (const entry of example.number === 1 ? fieldsOf(example.bytes ?? EMPTY) : []) {
      const fields = [...fieldsOf(entry.bytes ?? EMPTY)];
      const bytesOf = (number: number) => fields.find((field) => field.number === number)?.bytes ?? EMPTY;
      features.set(Buffer.from(bytesOf(1)).toString(), decodeFeature(bytesOf(2)));
    }
  }
  return features;
}

function decodeFeature(encoded: Uint8Array): Feature {
  const [list] = [...fieldsOf(encoded)];
  const values = list ? [...fieldsOf(list.bytes ?? EMPTY)].filter(({ number }) => number === 1) : [];
  if (list?.number === 2) return { floats: values.flatMap(floatsOf) };
  if (list?.number === 3) return { integers: values.flatMap(integersOf) };
  return { bytes: values.map(({ bytes = EMPTY }) => bytes) };
}

/** Packed, as they are written today, or one by one. */
function floatsOf({ bytes, bits }: Field): number[] {
  if (!bytes) return [Buffer.from(Uint32Array.of(Number(bits)).buffer).readFloatLE()];
  const packed = Buffer.from(bytes);
  return Array.from({ length: Math.floor(packed.length / 4) }, (_, index) => packed.readFloatLE(4 * index));
}

function integersOf({ bytes, bits }: Field): (number | bigint)[] {
  if (!bytes) return [signed(bits)];
  const values: (number | bigint)[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const [value, next] = varint(bytes, offset);
    values.push(signed(value));
    offset = next;
  }
  return values;
}

function* fieldsOf(message: Uint8Array): Generator<Field> {
  for (let offset = 0; offset < message.length;) {
    const [tag, start] = varint(message, offset);
    const number = Number(tag >> 3n);
    const wireType = Number(tag & 7n);
    if (wireType === 0) {
      const [bits, next] = varint(message, start);
      yield { number, bits };
      offset = next;
    } else if (wireType === 5 || wireType === 1) {
      const next = start + (wireType === 5 ? 4 : 8);
      yield { number, bits: littleEndian(slice(message, start, next)) };
      offset = next;
    } else if (wireType === 2) {
      const [length, first] = varint(message, start);
      const next = first + Number(length);
      yield { number, bits: 0n, bytes: slice(message, first, next) };
      offset = next;
    } else {
      throw new RangeError(`A field has wire type ${wireType}; 0, 1, 2 and 5 are known.`);
    }
  }
}

function varint(bytes: Uint8Array, start: number): [value: bigint, next: number] {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) break;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return [value, start + index + 1];
  }
  throw new RangeError('A number is cut short.');
}

function slice(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (end > bytes.length) throw new RangeError(`A field of ${end - start} bytes is cut short.`);
  return bytes.subarray(start, end);
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** A number where it holds every digit. */
function signed(value: bigint): number | bigint {
  const whole = BigInt.asIntN(64, value);
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
}
