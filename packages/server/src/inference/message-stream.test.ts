import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { readMessages, writeMessage } from './message-stream.ts';
import type { NamedTensors, TensorData } from './tensor.ts';

const values: { readonly [Type in TensorData['dtype']]: fc.Arbitrary<TensorData['data']> } = {
  float32: fc.float32Array({ maxLength: 9 }),
  int32: fc.int32Array({ maxLength: 9 }),
  int64: fc.bigInt64Array({ maxLength: 9 }),
  uint8: fc.uint8Array({ maxLength: 9 }),
  bool: fc.uint8Array({ maxLength: 9, max: 1 }),
};
const tensor: fc.Arbitrary<TensorData> = fc.oneof(
  ...Object.entries(values).map(([dtype, data]) =>
    data.map((each) => ({ dtype: dtype as TensorData['dtype'], shape: [each.length], data: each })),
  ),
);

describe('messages', () => {
  it('arrive whole and in order, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.jsonValue(), fc.dictionary(fc.string(), tensor, { maxKeys: 4, noNullPrototype: true }))),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        (messages, cuts) => {
          const written = new PassThrough({ highWaterMark: 1e6 });
          for (const [message, tensors] of messages) writeMessage(written, message, tensors);
          const bytes = (written.read() as Buffer | null) ?? Buffer.alloc(0);

          const stream = new PassThrough();
          const received: [unknown, NamedTensors][] = [];
          readMessages(stream, (message, tensors) => received.push([message, tensors]));
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const length = cuts[turn % cuts.length] as number;
            stream.emit('data', bytes.subarray(at, at + length));
            at += length;
          }
          expect(received).toEqual(
            messages.map(([message, tensors]) => [JSON.parse(JSON.stringify(message)), tensors]),
          );
        },
      ),
    );
  });
});
