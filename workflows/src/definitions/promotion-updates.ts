import type { UpdateDefinition } from '@temporalio/common';
import type { PromoteInput, Promotion, RollbackInput } from '@sightline/contracts';

/** Points an alias of the model at a version. No `defineUpdate`: a client would load what only workflows need. */
export const promoteUpdate = { type: 'update', name: 'promote' } as UpdateDefinition<Promotion, [PromoteInput]>;

/** Moves an alias of the model back to its previous version. */
export const rollbackUpdate = { type: 'update', name: 'rollback' } as UpdateDefinition<Promotion, [RollbackInput]>;
