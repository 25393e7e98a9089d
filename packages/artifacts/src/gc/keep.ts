import type { Json } from '@sightline/contracts';

/** What is kept besides what something refers to. */
export interface KeepRules {
  /** The newest versions of each model. */
  readonly versions: number;
  /** What was written or used in so many days. */
  readonly days: number;
}

export const DEFAULT_KEEP: KeepRules = { versions: 5, days: 14 };

/** A run that has not ended. */
export interface OpenRun {
  readonly runId: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  /** Its pipeline: what it names is kept. */
  readonly spec: Json;
}

/** Spared whatever the rules say, so that what is just being written or found stays. */
const MARGIN_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** What was written or refreshed since then is kept, and so is all that it was made from. */
export function keptSince({ days }: KeepRules, openRuns: readonly OpenRun[]): Date {
  const starts = openRuns.map(({ startedAt }) => startedAt);
  return new Date(Math.min(Date.now() - days * DAY_MS, Date.now(), ...starts) - MARGIN_MS);
}
