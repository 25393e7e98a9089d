import type { QueryDefinition } from '@temporalio/common';
import type { BatchProgress } from '@sightline/contracts';

/** How a batch prediction stands. No `defineQuery`: a client would load what only workflows need. */
export const progressQuery = { type: 'query', name: 'progress' } as QueryDefinition<BatchProgress>;
