import { type Sample, type SplitName, SPLITS, type SplitTie } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { groupBy } from '../numbers/group-by.ts';
import { TIES, tiesWithout } from './ties.ts';

/** Samples that are tied, in more than one split. */
export interface Leak {
  readonly tie: SplitTie;
  /** What they have in common: a group, the id of the first of a cluster, a sha256. */
  readonly key: string;
  /** The first sample in each of the splits. */
  readonly firsts: readonly { readonly split: SplitName; readonly id: string }[];
}

const LISTED = 5;

/** Finds what should be in one split and is in several. Samples without a split count for nothing. */
export function findLeaks(samples: readonly Sample[], allowed: readonly SplitTie[] = []): Leak[] {
  return tiesWithout(allowed).flatMap((tie) => {
    const tied = groupBy(
      samples.filter((sample) => sample.split !== null && TIES[tie].keyOf(sample) !== undefined),
      (sample) => TIES[tie].keyOf(sample) as string,
    );
    return [...tied].flatMap(([key, members]) => {
      const firsts = SPLITS.flatMap((split) => {
        const first = members.find((member) => member.split === split);
        return first ? [{ split, id: first.id }] : [];
      });
      return firsts.length > 1 ? [{ tie, key, firsts }] : [];
    });
  });
}

/** @throws IngestError `ingest/split-leak` listing the first leaks */
export function refuseLeaks(samples: readonly Sample[], allowed: readonly SplitTie[]): void {
  const leaks = findLeaks(samples, allowed);
  if (leaks.length === 0) return;
  const lines = leaks.slice(0, LISTED).map(({ tie, key, firsts }) => {
    const what = tie === 'groups' ? `group "${key}"` : TIES[tie].noun;
    return `  - ${what}: ${firsts.map(({ split, id }) => `${id} is in ${split}`).join(', ')}`;
  });
  if (leaks.length > LISTED) lines.push(`  - and ${leaks.length - LISTED} more`);
  const kinds = [...new Set(leaks.map(({ tie }) => tie))];
  throw new IngestError(
    'ingest/split-leak',
    'Samples that belong together are in more than one split, so that what is measured on one would be known from ' +
      `another:\n${lines.join('\n')}\n` +
      'Give them one split in the source, set the later ones aside (scrub: { exactDuplicates: quarantine, ' +
      'splitLeaks: quarantine }), divide again (split: { strategy: stratified }), ' +
      `or allow it by name (split: { …, allowLeaks: [${kinds.join(', ')}] }).`,
  );
}
