import { type Sample, type SplitName, SPLITS } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import type { Unit } from '../units.ts';

/** What the source says of `known` splits, and which samples are open. */
export interface Predefined {
  given: Map<Sample, SplitName>;
  open: Sample[];
}

/**
 * The source's splits, of those that count. A sample without any goes with those that it is tied to, into the first of
 * their splits.
 */
export function predefinedOf(units: readonly Unit[], known: readonly SplitName[] = SPLITS): Predefined {
  const given = new Map<Sample, SplitName>();
  const open: Sample[] = [];
  for (const { samples } of units) {
    const home = known.find((split) => samples.some((sample) => sample.split === split));
    for (const sample of samples) {
      const split = sample.split ?? home;
      if (split && known.includes(split)) given.set(sample, split);
      else open.push(sample);
    }
  }
  return { given, open };
}

/** @throws IngestError `ingest/not-divisible` naming the first samples without a split */
export function requireSplits(samples: readonly Sample[]): void {
  const without = samples.filter(({ split }) => split === null);
  if (without.length === 0) return;
  const first = without.slice(0, 3).map(({ id }) => id);
  throw new IngestError(
    'ingest/not-divisible',
    `The split is the source's, but it gives none to ${without.length} of the ${samples.length} samples, as ` +
      `${first.join(', ')}. ` +
      'Give them in the source (a manifest: the column "split"), or divide them: split: { strategy: predefined, ' +
      'unassigned: { strategy: stratified } }.',
  );
}

/**
 * A source may have two parts only, but not without training samples, nor with these alone. @throws IngestError
 * `ingest/not-divisible`
 */
export function requireParts(splitOf: ReadonlyMap<Sample, SplitName>): void {
  requireEach(['train'], splitOf);
  if (new Set(splitOf.values()).size > 1) return;
  throw new IngestError(
    'ingest/not-divisible',
    'The source has no samples for validation and test, only for train. Divide all samples again: split: { ' +
      'strategy: stratified }.',
  );
}

/** @throws IngestError `ingest/not-divisible` when one of the splits has no samples */
export function requireEach(wanted: readonly SplitName[], splitOf: ReadonlyMap<Sample, SplitName>): void {
  const used = new Set(splitOf.values());
  const empty = wanted.filter((split) => !used.has(split));
  if (empty.length === 0) return;
  throw new IngestError(
    'ingest/not-divisible',
    `The source has no samples for ${empty.join(' and ')}. Divide all samples again: split: { strategy: stratified }.`,
  );
}
