/** How runs go, and nothing else of this package: commands that only look at runs are to answer at once. */
export { formatApproval, isApproved, type Approval } from './approval.ts';
export { openApproval } from './open-approval.ts';
export { JOURNAL_FILE, runEventSchema, type RunEvent } from './journal.ts';
export { runOutcomeSchema, type RunOutcome } from '../run-outcome.ts';
export { NOT_STARTED, runStateOf, stateAfter, type Notification, type RunState } from './run-state.ts';
export type { StageName } from './stage-names.ts';
export { stageStateSchema, type StageState } from './stage-state.ts';
export type { FailedRun, FinishedRun, RetrainInput, RetrainRequest, UnchangedRun } from './run.ts';
export { formatTrigger, triggerSchema, type Trigger } from './trigger.ts';
export { epochValues, validationName, type EpochRecord } from '../training/history.ts';
export { formatHeadline, wordsOf } from '../evaluation/format-figure.ts';
