import type { Garbage, GarbageKind } from './garbage.ts';

/** How much there is of a kind. */
export interface GarbageCount {
  readonly kind: GarbageKind;
  /** An artifact counts once, with all its files that no other needs. */
  readonly count: number;
  readonly bytes: number;
}

/** What garbage consists of, most bytes first. */
export function tallyGarbage({ groups }: Pick<Garbage, 'groups'>): GarbageCount[] {
  const counts = new Map<GarbageKind, { count: number; bytes: number }>();
  for (const { kind, bytes, isPart } of groups.flat()) {
    const before = counts.get(kind) ?? { count: 0, bytes: 0 };
    counts.set(kind, { count: before.count + (isPart ? 0 : 1), bytes: before.bytes + bytes });
  }
  return [...counts].map(([kind, count]) => ({ kind, ...count })).sort((a, b) => b.bytes - a.bytes);
}
