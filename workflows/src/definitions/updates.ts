import { defineUpdate } from '@temporalio/workflow';
import type { ApprovalAnswer, TakenAnswer } from '@sightline/contracts';

/** Answers whether a version is to be promoted. Refused, and not kept, unless the run waits for it. */
export const answerUpdate = defineUpdate<TakenAnswer, [ApprovalAnswer]>('answerApproval');
