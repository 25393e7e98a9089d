import { createHash } from 'node:crypto';
import type { ArtifactStore } from '@sightline/artifacts';
import { z } from 'zod';
import { type EpochRecord, epochRecordSchema } from '@sightline/contracts';
import { type EngineSpan, engineSpanSchema } from '../fit/engine-spans.ts';

const headerSchema = z.strictObject({
  history: z.array(epochRecordSchema),
  bestEpoch: z.int(),
  engines: z.array(engineSpanSchema),
  /** Names and lengths of the arrays that follow: the state of the training, then the weights of the best epoch. */
  state: z.array(z.tuple([z.string(), z.int()])),
  best: z.array(z.int()),
});

/** Everything that a training needs to go on as if it had never stopped. It is written between epochs. */
export interface Checkpoint {
  /** One record a finished epoch. */
  history: EpochRecord[];
  /** 0 while no epoch has a number to compare. */
  bestEpoch: number;
  /** What the epochs so far were computed with. */
  engines: EngineSpan[];
  /** Weights and optimizer slots by name. */
  state: Map<string, Float32Array>;
  /** Model weights of the best epoch, in the model's order. */
  best: Float32Array[];
}

/** Keeps the latest checkpoint of one training. */
export interface Checkpoints {
  save(checkpoint: Checkpoint): Promise<void>;
  load(): Promise<Checkpoint | undefined>;
  remove(): Promise<void>;
}

/**
 * The latest checkpoint of a training: one object that is replaced as a whole, so that a crash while writing leaves the one before.
 * Its sha256 stands in front; a damaged checkpoint, or one of an earlier version of this package, counts as none.
 *
 * @param key identifies the training: equal keys continue each other
 */
export function checkpointsOf(store: ArtifactStore, key: string): Checkpoints {
  const object = `checkpoints/${key}.bin`;
  return {
    async save({ history, bestEpoch, engines, state, best }: Checkpoint): Promise<void> {
      const header = Buffer.from(
        JSON.stringify({
          history,
          bestEpoch,
          engines,
          state: [...state].map(([name, { length }]) => [name, length]),
          best: best.map(({ length }) => length),
        } satisfies z.input<typeof headerSchema>),
      );
      const body = Buffer.concat([
        uint32(header.length),
        header,
        ...[...state.values(), ...best].map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
      ]);
      await store.backend.write(object, Buffer.concat([createHash('sha256').update(body).digest(), body]));
    },
    async load(): Promise<Checkpoint | undefined> {
      const bytes = await store.backend.read(object);
      if (!bytes || bytes.length < 36) return undefined;
      const body = bytes.subarray(32);
      if (!createHash('sha256').update(body).digest().equals(bytes.subarray(0, 32))) return undefined;
      const headerEnd = 4 + body.readUInt32LE(0);
      const header = headerSchema.safeParse(JSON.parse(body.toString('utf8', 4, headerEnd)));
      if (!header.success) return undefined;
      const { history, bestEpoch, engines, state, best } = header.data;
      let offset = headerEnd;
      const next = (length: number): Float32Array => {
        const array = new Float32Array(new Uint8Array(body.subarray(offset, offset + length * 4)).buffer);
        offset += length * 4;
        return array;
      };
      return {
        history,
        bestEpoch,
        engines,
        state: new Map(state.map(([name, length]) => [name, next(length)])),
        best: best.map(next),
      };
    },
    remove: () => store.backend.remove(object),
  };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
