// Messages between the server and its inference process over a stream of bytes: a head, which is JSON, and the values
// of a tensor, which are not.
import type { Readable, Writable } from 'node:stream';

/** Before each message: how many bytes the values have, and how many the head. */
const PREFIX = { length: 12, half: 6 } as const;
const NO_VALUES = new Float32Array();

/** Writes a message. `values` must not be changed afterwards. */
export function writeMessage(stream: Writable, head: unknown, values: Float32Array = NO_VALUES): void {
  const text = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(PREFIX.length);
  prefix.writeUIntLE(values.byteLength, 0, PREFIX.half);
  prefix.writeUIntLE(text.length, PREFIX.half, PREFIX.half);
  stream.cork();
  stream.write(prefix);
  stream.write(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  stream.write(text);
  stream.uncork();
}

/** Calls `receive` with each message of a stream, in their order. */
export function readMessages(stream: Readable, receive: (head: unknown, values: Float32Array) => void): void {
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
        // A buffer of its own, from its start on: values are read in place.
        part = Buffer.from(new ArrayBuffer(valueBytes + prefix.readUIntLE(PREFIX.half, PREFIX.half)));
      } else {
        const [body, bytes] = [part, valueBytes];
        part = prefix;
        receive(
          JSON.parse(body.toString('utf8', bytes)),
          new Float32Array(body.buffer, 0, bytes / Float32Array.BYTES_PER_ELEMENT),
        );
      }
    }
  });
}
