import type { StageContext } from '@sightline/artifacts';
import type { Trigger } from '@sightline/contracts/run';
import type { Triggered } from '../applied.ts';

/** One way in which a run is begun. */
export interface TriggerKind<Of extends Trigger> {
  /** What tells a firing from others of its kind: of those with the same key there is one. */
  keyOf(trigger: Of): string;
  /** The fingerprint of the data that it is about, where it is about data: what fires for the same data is one run. */
  dataOf?(trigger: Of, triggered: Triggered, context: StageContext): Promise<string>;
  /**
   * Watches for a pipeline, where its triggers have it so.
   *
   * @returns looks once: whatever is there then and has not been told fires
   */
  watch?(triggered: Triggered, context: StageContext): (() => Promise<Of | undefined>) | undefined;
}

/** What began a run of a kind. */
export type TriggerOf<Kind extends Trigger['kind']> = Extract<Trigger, { kind: Kind }>;
