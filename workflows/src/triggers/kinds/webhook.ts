import { dataOfSource } from './source-data.ts';
import type { TriggerKind, TriggerOf } from './trigger-kind.ts';

/** A message that data has come; one that is sent again is the same. */
export const webhook: TriggerKind<TriggerOf<'webhook'>> = {
  keyOf: ({ message }) => message,
  dataOf: (_, triggered, context) => dataOfSource(triggered, context),
};
