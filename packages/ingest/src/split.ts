import { deriveSeed, RandomStream, type Sample, type SplitInput, splitInputSchema, type SplitName, type SplitOutput, splitOutputSchema, SPLITS, type SplitShares } from '@sightline/contracts';
import { defineStage, type StageContext } from '@sightline/artifacts';
import { openDataset } from './dataset.ts';
import { IngestError } from './errors.ts';
import { deriveDataset, summaryOf } from './write-dataset.ts';

const VERSION = 1;

/**
 * Assigns every sample to a split, stratified by class: each class keeps the shares, to within one sample, and every split gets at least one of each.
 * Byte-identical samples go to the same split.
 *
 * @throws IngestError `ingest/class-too-small` for a class with fewer different images than splits
 */
export async function split(input: SplitInput, context: StageContext): Promise<SplitOutput> {
  const { samples, quarantined } = await openDataset(context.artifacts, input.dataset);
  const assigned = assignSplits(samples, input.shares, input.seed);
  const rows = { samples: samples.map((sample) => ({ ...sample, split: assigned.get(sample.sha256) as SplitName })), quarantined };
  const lineage = { stage: 'split', stageVersion: VERSION, input, seed: input.seed };
  const dataset = await deriveDataset(input.dataset, lineage, rows, context);
  const count = (name: SplitName) => rows.samples.filter((sample) => sample.split === name).length;
  return {
    dataset,
    ...summaryOf(rows.samples, quarantined),
    splits: { train: count('train'), validation: count('validation'), test: count('test') },
  };
}

/** The split of each content hash: a function of the samples, the shares and the seed. */
export function assignSplits(samples: readonly Pick<Sample, 'label' | 'sha256'>[], shares: SplitShares, seed: number): Map<string, SplitName> {
  const classes = new Map<string, Set<string>>();
  for (const { label, sha256 } of samples) classes.set(label, (classes.get(label) ?? new Set()).add(sha256));
  const assigned = new Map<string, SplitName>();
  for (const [label, hashes] of [...classes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (hashes.size < SPLITS.length) {
      throw new IngestError('ingest/class-too-small', `Class ${label} has ${hashes.size} different image${hashes.size === 1 ? '' : 's'}; at least ${SPLITS.length} are needed, one for each of ${SPLITS.join(', ')}. Add images, or remove the class.`);
    }
    const shuffled = new RandomStream(deriveSeed(seed, 'split', label)).shuffle([...hashes].sort());
    let next = 0;
    for (const [name, count] of countsOf(shuffled.length, shares)) {
      // A hash that stands under two labels keeps the split it got first.
      for (const hash of shuffled.slice(next, next + count)) if (!assigned.has(hash)) assigned.set(hash, name);
      next += count;
    }
  }
  return assigned;
}

/** Largest remainders (Hamilton's method), then at least one for each split. */
function countsOf(total: number, shares: SplitShares): Map<SplitName, number> {
  const quotas = SPLITS.map((name) => ({ name, count: Math.floor(shares[name] * total), remainder: (shares[name] * total) % 1 }));
  const missing = total - quotas.reduce((sum, { count }) => sum + count, 0);
  for (const quota of quotas.toSorted((a, b) => b.remainder - a.remainder).slice(0, missing)) quota.count++;
  for (const quota of quotas) {
    if (quota.count > 0) continue;
    const largest = quotas.reduce((most, other) => (other.count > most.count ? other : most));
    largest.count--;
    quota.count++;
  }
  return new Map(quotas.map(({ name, count }) => [name, count]));
}

/** {@link split} as a stage of a pipeline. */
export const splitStage = defineStage({ name: 'split', version: VERSION, input: splitInputSchema, output: splitOutputSchema, cached: true, run: split });
