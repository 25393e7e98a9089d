import { createHash } from 'node:crypto';
import type { ArtifactStore } from '@sightline/artifacts';
import { type EpochRecord, epochRecordSchema, type Json, jsonSchema } from '@sightline/contracts';
import { z } from 'zod';

/** Names and lengths stand for the arrays that follow the header, in this order. */
const headerSchema = z.strictObject({
  history: z.array(epochRecordSchema),
  state: z.array(z.tuple([z.string(), z.int()])),
  callbacks: z.record(z.string(), z.strictObject({ values: jsonSchema, arrays: z.array(z.int()) })),
});
type Header = z.input<typeof headerSchema>;

/** Everything that a training needs to go on as if it had never stopped. It is written between epochs. */
export interface Checkpoint {
  /** One record for each finished epoch. */
  readonly history: readonly EpochRecord[];
  /** Of the step: weights and optimizer slots by name. */
  readonly state: ReadonlyMap<string, Float32Array>;
  /** Of the callbacks, by their names. */
  readonly callbacks: Readonly<Record<string, CallbackState>>;
}

/** What a callback knows besides the history. */
export interface CallbackState {
  readonly values: Json;
  readonly arrays: readonly Float32Array[];
}

/** Keeps the latest checkpoint of one training. */
export interface Checkpoints {
  save(checkpoint: Checkpoint): Promise<void>;
  load(): Promise<Checkpoint | undefined>;
  remove(): Promise<void>;
}

/**
 * The latest checkpoint of a training: one object that is replaced as a whole, so that a crash while
 * writing leaves the one before. Its sha256 comes first; a damaged checkpoint, or one of an earlier
 * version of this package, counts as none.
 *
 * @param key identifies the training: equal keys continue each other
 */
export function checkpointsOf(store: ArtifactStore, key: string): Checkpoints {
  const object = `checkpoints/${key}.bin`;
  return {
    async save(checkpoint) {
      const header = Buffer.from(JSON.stringify(headerOf(checkpoint)));
      const body = Buffer.concat([uint32(header.length), header, ...arraysOf(checkpoint).map(bytesOf)]);
      await store.backend.write(object, Buffer.concat([sha256(body), body]));
    },
    async load() {
      const bytes = await store.backend.read(object);
      if (!bytes || bytes.length < 36) return undefined;
      const body = bytes.subarray(32);
      return sha256(body).equals(bytes.subarray(0, 32)) ? decode(body) : undefined;
    },
    remove: () => store.backend.remove(object),
  };
}

function headerOf({ history, state, callbacks }: Checkpoint): Header {
  const lengths = Object.entries(callbacks).map(([name, { values, arrays }]) => {
    return [name, { values, arrays: arrays.map(({ length }) => length) }] as const;
  });
  return {
    history: [...history],
    state: [...state].map(([name, { length }]) => [name, length]),
    callbacks: Object.fromEntries(lengths),
  };
}

function arraysOf({ state, callbacks }: Checkpoint): Float32Array[] {
  return [...state.values(), ...Object.values(callbacks).flatMap(({ arrays }) => arrays)];
}

function decode(body: Buffer): Checkpoint | undefined {
  const headerEnd = 4 + body.readUInt32LE(0);
  const header = headerSchema.safeParse(JSON.parse(body.toString('utf8', 4, headerEnd)));
  if (!header.success) return undefined;
  const { history, state, callbacks } = header.data;
  let offset = headerEnd;
  const next = (length: number): Float32Array => {
    const array = new Float32Array(new Uint8Array(body.subarray(offset, offset + length * 4)).buffer);
    offset += length * 4;
    return array;
  };
  const arraysByName = new Map(state.map(([name, length]) => [name, next(length)]));
  const states = Object.entries(callbacks).map(([name, { values, arrays }]) => {
    return [name, { values, arrays: arrays.map(next) }] as const;
  });
  return { history, state: arraysByName, callbacks: Object.fromEntries(states) };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
