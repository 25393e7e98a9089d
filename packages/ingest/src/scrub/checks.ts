import type { CodeOf, Finding, Sample, ScrubCheckName } from '@sightline/contracts';
import { findExactDuplicates } from './exact-duplicates.ts';

/** What a check says of a sample. */
export type Found = Pick<Finding, 'sample' | 'score' | 'reason' | 'detail'>;

/** Looks for one kind of fault. */
export interface ScrubCheck {
  /** Ends the sentence "3 images …". */
  readonly fault: string;
  /** The error when the policy is `fail`. */
  readonly failure: CodeOf<'ingest'>;
  /** At most one finding a sample, in the order of the samples. */
  find(samples: readonly Sample[]): Found[];
}

/** The checks in the order in which they run. What one sets aside, the next ones do not see. */
export const CHECKS: { readonly [Name in ScrubCheckName]: ScrubCheck } = {
  exactDuplicates: {
    fault: 'are byte-identical to others',
    failure: 'ingest/duplicate-samples',
    find: findExactDuplicates,
  },
};
