import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { readMessages, writeMessage } from './message-stream.ts';

describe('messages', () => {
  it('arrive whole and in order, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.jsonValue(), fc.float32Array({ maxLength: 40 }))),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        (messages, cuts) => {
          const written = new PassThrough({ highWaterMark: 1e6 });
          for (const [head, values] of messages) writeMessage(written, head, values);
          const bytes = (written.read() as Buffer | null) ?? Buffer.alloc(0);

          const stream = new PassThrough();
          const received: [unknown, Float32Array][] = [];
          readMessages(stream, (head, values) => received.push([head, values]));
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const length = cuts[turn % cuts.length] as number;
            stream.emit('data', bytes.subarray(at, at + length));
            at += length;
          }
          expect(received).toEqual(messages.map(([head, values]) => [JSON.parse(JSON.stringify(head)), values]));
        },
      ),
    );
  });
});
