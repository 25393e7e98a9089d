import type { QueryDefinition } from '@temporalio/common';
import type { RunState } from '@sightline/contracts/run';

/** How a run stands. No `defineQuery`: a client would load what only workflows need. */
export const stateQuery = { type: 'query', name: 'runState' } as QueryDefinition<RunState>;
