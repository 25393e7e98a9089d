import { type SplitName, SPLITS, type SplitShares } from '@sightline/contracts';

/** A whole number for each split. */
export type SplitCounts = Record<SplitName, number>;

/** Divides `count` among the splits by the largest remainder (Hamilton's method), then gives each empty split one from the largest. */
export function apportion(count: number, shares: SplitShares): SplitCounts {
  const counts = Object.fromEntries(SPLITS.map((split) => [split, Math.floor(count * shares[split])])) as SplitCounts;
  const left = count - SPLITS.reduce((sum, split) => sum + counts[split], 0);
  const byRemainder = SPLITS.toSorted((a, b) => remainder(b) - remainder(a));
  for (const split of byRemainder.slice(0, left)) counts[split] += 1;
  for (const split of SPLITS) {
    if (counts[split] > 0) continue;
    counts[SPLITS.reduce((largest, other) => (counts[other] > counts[largest] ? other : largest))] -= 1;
    counts[split] = 1;
  }
  return counts;

  function remainder(split: SplitName): number {
    return (count * shares[split]) % 1;
  }
}
