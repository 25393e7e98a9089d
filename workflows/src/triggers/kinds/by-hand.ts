import { randomUUID } from 'node:crypto';
import type { TriggerKind, TriggerOf } from './trigger-kind.ts';

/** Each call is another firing, unless whoever calls names it. */
export const byHand: TriggerKind<TriggerOf<'by-hand'>> = { keyOf: ({ key }) => key ?? randomUUID() };
