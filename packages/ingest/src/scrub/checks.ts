import type { CodeOf, Finding, Sample, ScrubCheckName, ScrubThresholds } from '@sightline/contracts';
import { findInvalidBoxes } from './box-checks.ts';
import { findExactDuplicates } from './exact-duplicates.ts';
import { IMAGE_CHECKS } from './image-checks.ts';
import { findLabelErrors, type Predicted } from './label-errors.ts';
import { findNearDuplicates, findSplitLeaks } from './near-duplicates.ts';
import type { ImageMeasures } from './image-measures.ts';
import { findOutlyingImages } from './outlier-check.ts';

/** What a check says of a sample. */
export type Found = Pick<Finding, 'sample' | 'score' | 'reason' | 'detail'>;

/** What the checks look at. */
export interface Evidence {
  readonly thresholds: ScrubThresholds;
  /** By the ids of the samples; empty when no check that runs needs the pixels. */
  readonly measures: ReadonlyMap<string, ImageMeasures>;
  readonly predicted: Predicted;
  /** By the ids of the samples; empty when no check that runs needs them. */
  readonly embeddings: ReadonlyMap<string, Float32Array>;
}

/** Looks for one kind of fault. */
export interface ScrubCheck {
  /** Ends the sentence "3 images …". */
  readonly fault: string;
  /** The error when the policy is `fail`. */
  readonly failure: CodeOf<'ingest'>;
  readonly needs: 'index' | 'pixels' | 'embeddings';
  /** At most one finding a sample, in the order of the samples. */
  find(samples: readonly Sample[], evidence: Evidence): Found[];
}

/** The checks in the order in which they run. What one sets aside, the next ones do not see. */
export const CHECKS: { readonly [Name in ScrubCheckName]: ScrubCheck } = {
  exactDuplicates: {
    fault: 'are byte-identical to others',
    failure: 'ingest/duplicate-samples',
    needs: 'index',
    find: findExactDuplicates,
  },
  ...IMAGE_CHECKS,
  nearDuplicates: {
    fault: 'look like others',
    failure: 'ingest/duplicate-samples',
    needs: 'pixels',
    find: findNearDuplicates,
  },
  splitLeaks: {
    fault: 'look like one of another split',
    failure: 'ingest/duplicate-samples',
    needs: 'pixels',
    find: findSplitLeaks,
  },
  missingLabels: {
    fault: 'have no label',
    failure: 'ingest/failed-check',
    needs: 'index',
    find: (samples) =>
      samples
        .filter(({ label }) => label.trim() === '')
        .map(({ id }) => ({ sample: id, score: 0, reason: 'missing-label', detail: 'The label is empty.' })),
  },
  labelErrors: {
    fault: 'likely have a wrong label',
    failure: 'ingest/failed-check',
    needs: 'index',
    find: findLabelErrors,
  },
  outliers: {
    fault: 'are far from all others',
    failure: 'ingest/failed-check',
    needs: 'embeddings',
    find: findOutlyingImages,
  },
  invalidBoxes: {
    fault: 'have boxes that cannot be',
    failure: 'ingest/failed-check',
    needs: 'index',
    find: findInvalidBoxes,
  },
};
