// Messages between the server and its inference process over a stream of bytes: a head, which is JSON, and the values
// of tensors, which are not.
import type { Readable, Writable } from 'node:stream';
import { ARRAYS, type NamedTensors, sizeOf, type TensorData } from './tensor.ts';

/** Before each message: how many bytes the values have, and how many the head. */
const PREFIX = { length: 12, half: 6 } as const;
/**
 * The values of each tensor begin at a multiple of this, and are read in place: it is the size of the largest element.
 */
const ALIGNMENT = 8;
const PADDING = Buffer.alloc(ALIGNMENT);

interface Head {
  readonly message: unknown;
  readonly tensors: readonly (readonly [name: string, dtype: TensorData['dtype'], shape: readonly number[]])[];
}

/** Writes a message. The values of `tensors` must not be changed afterwards. */
export function writeMessage(stream: Writable, message: unknown, tensors: NamedTensors = {}): void {
  const named = Object.entries(tensors);
  const head: Head = { message, tensors: named.map(([name, { dtype, shape }]) => [name, dtype, shape]) };
  const text = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(PREFIX.length);
  prefix.writeUIntLE(
    named.reduce((sum, [, { data }]) => sum + padded(data.byteLength), 0),
    0,
    PREFIX.half,
  );
  prefix.writeUIntLE(text.length, PREFIX.half, PREFIX.half);
  stream.cork();
  stream.write(prefix);
  for (const [, { data }] of named) {
    stream.write(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    const missing = padded(data.byteLength) - data.byteLength;
    if (missing > 0) stream.write(PADDING.subarray(0, missing));
  }
  stream.write(text);
  stream.uncork();
}

/** Calls `receive` with each message of a stream, in their order. */
export function readMessages(stream: Readable, receive: (message: unknown, tensors: NamedTensors) => void): void {
  const prefix = Buffer.alloc(PREFIX.length);
  let part = prefix;
  let filled = 0;
  let valueBytes = 0;
  stream.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length;) {
      const copied = chunk.copy(part, filled, at);
      at += copied;
      filled += copied;
      if (filled < part.length) return;
      filled = 0;
      if (part === prefix) {
        valueBytes = prefix.readUIntLE(0, PREFIX.half);
        // Its own buffer, from its start on: values are read in place.
        part = Buffer.from(new ArrayBuffer(valueBytes + prefix.readUIntLE(PREFIX.half, PREFIX.half)));
      } else {
        const [body, bytes] = [part, valueBytes];
        part = prefix;
        const { message, tensors } = JSON.parse(body.toString('utf8', bytes)) as Head;
        receive(message, valuesOf(tensors, body.buffer));
      }
    }
  });
}

function valuesOf(tensors: Head['tensors'], buffer: ArrayBuffer): NamedTensors {
  let offset = 0;
  const named = tensors.map(([name, dtype, shape]) => {
    const data = new ARRAYS[dtype](buffer, offset, sizeOf(shape));
    offset += padded(data.byteLength);
    return [name, { dtype, shape, data }] as const;
  });
  return Object.fromEntries(named);
}

function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
