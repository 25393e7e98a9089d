import type { UpdateDefinition } from '@temporalio/common';
import type { ApprovalAnswer, TakenAnswer } from '@sightline/contracts';

/**
 * Answers whether a version is to be promoted. Refused, and not kept, unless the run waits for it. No `defineUpdate`:
 * a client would load what only workflows need.
 */
export const answerUpdate = { type: 'update', name: 'answerApproval' } as UpdateDefinition<
  TakenAnswer,
  [ApprovalAnswer]
>;
