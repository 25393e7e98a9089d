import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { WorkflowInfo } from '@temporalio/workflow';
import type { Trigger } from '@sightline/contracts/run';

/** What Temporal notes of a workflow that a schedule starts. */
const SCHEDULE = defineSearchAttributeKey('TemporalScheduledById', SearchAttributeType.KEYWORD);
const DUE = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);

/** What began a workflow, as Temporal knows. */
export function triggerOf({ typedSearchAttributes, parent, memo }: WorkflowInfo): Trigger {
  const schedule = typedSearchAttributes.get(SCHEDULE);
  const due = typedSearchAttributes.get(DUE);
  // Its id is the name of the pipeline, and what tells its store from others.
  if (schedule && due) return { kind: 'schedule', schedule: schedule.replace(/@[^@]*$/, ''), dueAt: due.getTime() };
  // Whoever fires a trigger says so.
  if (memo?.['trigger']) return memo['trigger'] as Trigger;
  return parent ? { kind: 'workflow', parent: parent.workflowId } : { kind: 'by-hand' };
}
