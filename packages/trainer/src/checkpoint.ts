import { createHash } from 'node:crypto';
import { type EpochRecord, epochRecordSchema, parse } from '@sightline/contracts';
import type { ArtifactStore } from '@sightline/artifacts';
import { z } from 'zod';

const stateSchema = z.strictObject({
  history: z.array(epochRecordSchema),
  bestEpoch: z.int(),
  lengths: z.array(z.int()),
});

/** Everything that a training needs to go on as if it had never stopped. It is written between epochs. */
export interface Checkpoint {
  /** One record a finished epoch. */
  history: EpochRecord[];
  bestEpoch: number;
  /** Model weights, in the model's order. */
  weights: Float32Array[];
  /** Optimizer slots. */
  slots: Float32Array[];
  /** Model weights of the best epoch. */
  best: Float32Array[];
}

/**
 * The latest checkpoint of a training: one object that is replaced as a whole, so that a crash while writing leaves the one before.
 * Its sha256 stands in front; a damaged checkpoint counts as none.
 *
 * @param key identifies the training: equal keys continue each other
 */
export function checkpointsOf(store: ArtifactStore, key: string) {
  const object = `checkpoints/${key}.bin`;
  return {
    async save({ history, bestEpoch, weights, slots, best }: Checkpoint): Promise<void> {
      const arrays = [...weights, ...slots, ...best];
      const state = {
        history,
        bestEpoch,
        lengths: [weights, slots, best].map((group) => group.length),
        sizes: arrays.map((array) => array.length),
      };
      const header = Buffer.from(JSON.stringify(state));
      const body = Buffer.concat([
        uint32(header.length),
        header,
        ...arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
      ]);
      await store.backend.write(object, Buffer.concat([createHash('sha256').update(body).digest(), body]));
    },
    async load(): Promise<Checkpoint | undefined> {
      const bytes = await store.backend.read(object);
      if (!bytes || bytes.length < 36) return undefined;
      const body = bytes.subarray(32);
      if (!createHash('sha256').update(body).digest().equals(bytes.subarray(0, 32))) return undefined;
      const headerEnd = 4 + body.readUInt32LE(0);
      const { sizes, ...state } = parse(
        stateSchema.extend({ sizes: z.array(z.int()) }),
        JSON.parse(body.toString('utf8', 4, headerEnd)),
        'a checkpoint',
      );
      let offset = headerEnd;
      const arrays = sizes.map((size) => {
        const copy = new Float32Array(new Uint8Array(body.subarray(offset, offset + size * 4)).buffer);
        offset += size * 4;
        return copy;
      });
      const [weights = 0, slots = 0] = state.lengths;
      return {
        history: state.history,
        bestEpoch: state.bestEpoch,
        weights: arrays.slice(0, weights),
        slots: arrays.slice(weights, weights + slots),
        best: arrays.slice(weights + slots),
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
