import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { WorkflowInfo } from '@temporalio/workflow';
import { triggerOf } from './trigger-of.ts';

const scheduled = new TypedSearchAttributes([
  { key: defineSearchAttributeKey('TemporalScheduledById', SearchAttributeType.KEYWORD), value: 'digits@3f2a1c' },
  {
    key: defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME),
    value: new Date('2026-11-30T06:00:00Z'),
  },
]);
const none = new TypedSearchAttributes();

it.each([
  ['a schedule', { typedSearchAttributes: scheduled }, { kind: 'schedule', schedule: 'digits' }],
  [
    'a workflow that it is a part of',
    { typedSearchAttributes: none, parent: { workflowId: 'monday' } },
    { kind: 'workflow', parent: 'monday' },
  ],
  [
    'a trigger',
    { typedSearchAttributes: none, memo: { trigger: { kind: 'webhook', message: 'msg_1' } } },
    { kind: 'webhook', message: 'msg_1' },
  ],
  ['a client', { typedSearchAttributes: none }, { kind: 'by-hand' }],
])('tells that a run was begun by %s', (_, info, trigger) => {
  expect(triggerOf(info as WorkflowInfo)).toMatchObject(trigger);
});
