import { deriveSeed, RandomStream, type Sample, type SplitName, SPLITS, type SplitShares } from '@sightline/contracts';
import { apportion, type SplitCounts } from './apportion.ts';
import { sortedByCodePoints } from './code-points.ts';
import { IngestError } from './errors.ts';
import { groupBy } from './group-by.ts';
import { inseparable } from './scrub/twins.ts';

/**
 * Gives each sample a split, class by class: each split gets its share of every class (largest remainder), at least one sample, and byte-identical
 * samples and those of one group stay together, which comes first. A function of the samples, the shares and the seed.
 *
 * @throws IngestError `ingest/class-too-small` when a class has fewer distinct images than there are splits
 */
export function stratifiedSplit(samples: readonly Sample[], shares: SplitShares, seed: number): Sample[] {
  const splitOf = new Map<string, SplitName>();
  const unitOf = inseparable(samples);
  const labels = new Set(samples.map(({ label }) => label));
  for (const label of sortedByCodePoints(labels, (text) => text)) {
    const members = samples.filter((sample) => sample.label === label);
    const units = groupBy(members, unitOf);
    const counts: SplitCounts = { train: 0, validation: 0, test: 0 };
    const targets = apportion(members.length, shares);
    const assign = (unit: string, split: SplitName) => {
      splitOf.set(unit, split);
      counts[split] += weightOf(unit);
    };
    const weightOf = (unit: string) => units.get(unit)?.length ?? 0;

    const undecided: string[] = [];
    for (const unit of units.keys()) {
      const taken = splitOf.get(unit); // by a twin, or one of its group, under another label
      if (taken) assign(unit, taken);
      else undecided.push(unit);
    }
    const order = new RandomStream(deriveSeed(seed, 'split', label)).shuffle(undecided);
    // Large groups of twins while there is room for them; among equals the shuffled order stays.
    order.sort((left, right) => weightOf(right) - weightOf(left));
    for (const [index, unit] of order.entries()) {
      const empty = SPLITS.filter((split) => counts[split] === 0);
      const open = order.length - index <= empty.length ? empty : SPLITS;
      const missing = (split: SplitName) => targets[split] - counts[split];
      assign(
        unit,
        open.reduce((best, split) => (missing(split) > missing(best) ? split : best)),
      );
    }
    if (SPLITS.some((split) => counts[split] === 0)) throw tooSmall(label, members.length, undecided.length);
  }
  return samples.map((sample) => ({ ...sample, split: splitOf.get(unitOf(sample)) ?? null }));
}

function tooSmall(label: string, samples: number, distinct: number): IngestError {
  return new IngestError(
    'ingest/class-too-small',
    `Class "${label}" has too few samples: ${samples}, of which ${distinct} are distinct images that no other class has. ` +
      `A split into ${SPLITS.join(', ')} needs one for each, at least ${SPLITS.length}. Add images to the class, or remove it.`,
  );
}
