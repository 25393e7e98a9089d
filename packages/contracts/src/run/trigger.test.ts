import { formatTrigger } from './trigger.ts';

it('says in words what began a run', () => {
  const trigger = { kind: 'schedule', schedule: 'digits', dueAt: Date.UTC(2026, 10, 30, 6) } as const;
  expect(formatTrigger(trigger)).toBe('by schedule digits, due 2026-11-30 06:00:00 UTC');
  expect(formatTrigger({ kind: 'workflow', parent: 'monday' })).toBe('by workflow monday');
  expect(formatTrigger({ kind: 'by-hand', key: 'relabelled' })).toBe('by hand (relabelled)');
  expect(formatTrigger({ kind: 'folder', data: 'a'.repeat(64) })).toBe('by new data (aaaaaaaaaaaa)');
  expect(formatTrigger({ kind: 'webhook', message: 'msg_1' })).toBe('by webhook message msg_1');
  const promotion = { kind: 'promotion', model: 'backbone', alias: 'production', version: 4, sequence: 6 } as const;
  expect(formatTrigger(promotion)).toBe('by the promotion of backbone@4 to production');
});
