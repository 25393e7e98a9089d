import { approvalRuleSchema } from './approval-rule.ts';

it.each(['1s', '90s', '15m', '6h', '2d', '365d'])('an approval may be waited for within %s', (within) => {
  expect(approvalRuleSchema.parse({ within, otherwise: 'reject' })).toEqual({ within, otherwise: 'reject' });
});

it.each(['0s', '366d', '2 days', '-1d', '1.5h', ''])('an approval cannot be waited for within "%s"', (within) => {
  expect(approvalRuleSchema.safeParse({ within, otherwise: 'reject' }).success).toBe(false);
});

it('has no silent end: what happens without an answer is said', () => {
  expect(approvalRuleSchema.safeParse({ within: '2d' }).success).toBe(false);
  expect(approvalRuleSchema.safeParse({ otherwise: 'promote' }).success).toBe(false);
});
