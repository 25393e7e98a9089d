import type { Approval } from './approval.ts';

/** The question of a run that waits for its answer. */
export function openApproval(approvals: readonly Approval[] = []): Approval | undefined {
  const last = approvals.at(-1);
  return last && !last.answer && last.timedOutAt === undefined ? last : undefined;
}
