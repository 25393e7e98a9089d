import type { Trigger } from '@sightline/contracts/run';
import { byHand } from './by-hand.ts';
import { folder } from './folder.ts';
import { promotion } from './promotion.ts';
import { schedule } from './schedule.ts';
import type { TriggerKind, TriggerOf } from './trigger-kind.ts';
import { webhook } from './webhook.ts';

/** What can begin a run by itself: not as a part of another workflow. */
export type Kind = Exclude<Trigger['kind'], 'workflow'>;

/** Each way in which a run is begun; `triggers.test.ts` says what all of them have in common. */
export const TRIGGERS: { readonly [Of in Kind]: TriggerKind<TriggerOf<Of>> } = {
  'by-hand': byHand,
  schedule,
  folder,
  webhook,
  promotion,
};
