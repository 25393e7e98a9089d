import type { ArtifactStore } from '../store/artifact-store.ts';
import { takeSweepLease } from '../store/sweep-lease.ts';
import { findGarbage, type Garbage, type GarbageObject, type GarbageOptions } from './garbage.ts';
import { inBatches } from './in-batches.ts';

/**
 * Removes what {@link findGarbage} finds, what refers before what is referred to: a sweep that ends at any moment
 * leaves whole artifacts, and the next one goes on. Stages that look for results or keep new ones meanwhile wait for
 * it.
 *
 * @returns what was removed
 * @throws ArtifactError `artifacts/conflict` while another sweep is at work; as {@link findGarbage}
 */
export async function collectGarbage(store: ArtifactStore, options: GarbageOptions): Promise<Garbage> {
  const { backend } = store;
  const { signal, progress } = options;
  const lease = await takeSweepLease(backend);
  try {
    const garbage = await findGarbage(store, options, lease.hold);
    const total = garbage.groups.reduce((sum, group) => sum + group.length, 0);
    const groups: GarbageObject[][] = [];
    let before = 0;
    for (const group of garbage.groups) {
      const step = async (done: number) => {
        signal?.throwIfAborted();
        await lease.hold();
        progress?.({ done: before + done, total, unit: 'objects removed' });
      };
      const removed = await inBatches(group, (object) => remove(object, garbage.since), step);
      groups.push(group.filter((_, index) => removed[index]));
      before += group.length;
    }
    return { ...garbage, groups };
  } finally {
    await lease.release();
  }

  /** Unless it was written again since. */
  async function remove({ keys }: GarbageObject, since: Date): Promise<boolean> {
    const facts = await backend.describe(keys.at(-1) as string);
    if (!facts || facts.modifiedAt >= since) return false;
    for (const key of keys) await backend.remove(key);
    return true;
  }
}
