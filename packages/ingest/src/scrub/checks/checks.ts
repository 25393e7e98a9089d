import type { ScrubCheckName } from '@sightline/contracts';
import { findInvalidBoxes } from './box-checks.ts';
import type { ScrubCheck } from './check.ts';
import { findExactDuplicates } from './exact-duplicates.ts';
import { IMAGE_CHECKS } from './image-checks.ts';
import { findLabelErrors } from './label-errors.ts';
import { findNearDuplicates, findSplitLeaks } from './near-duplicates.ts';
import { findOutlyingImages } from './outlier-check.ts';

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
        .filter(({ label }) => label?.trim() === '')
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
