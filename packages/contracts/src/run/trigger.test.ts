import { formatTrigger } from './trigger.ts';

it('says in words what began a run', () => {
  const trigger = { kind: 'schedule', schedule: 'digits', dueAt: Date.UTC(2026, 10, 30, 6) } as const;
  expect(formatTrigger(trigger)).toBe('by schedule digits, due 2026-11-30 06:00:00 UTC');
  expect(formatTrigger({ kind: 'workflow', parent: 'monday' })).toBe('by workflow monday');
});
