import type { TriggerKind, TriggerOf } from './trigger-kind.ts';

/** A time is due once. */
export const schedule: TriggerKind<TriggerOf<'schedule'>> = { keyOf: ({ dueAt }) => String(dueAt) };
