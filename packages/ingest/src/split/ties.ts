import type { Sample, SplitTie } from '@sightline/contracts';
import { contentOf } from '../dataset/parts.ts';

/** What samples that are tied have in common, for each kind of tie; `undefined`: tied to none. */
export const TIES: { readonly [Tie in SplitTie]: { noun: string; keyOf(sample: Sample): string | undefined } } = {
  exactDuplicates: { noun: 'byte-identical images', keyOf: contentOf },
  nearDuplicates: { noun: 'near duplicates', keyOf: ({ cluster }) => cluster },
  groups: { noun: 'group', keyOf: ({ group }) => group },
};

/** The ties that a split has to keep. */
export function tiesWithout(allowed: readonly SplitTie[]): SplitTie[] {
  return (Object.keys(TIES) as SplitTie[]).filter((tie) => !allowed.includes(tie));
}
