import type { MadeBatch } from './batch-maker.ts';

/** What a batch thread is asked. */
export interface BatchRequest {
  rows: readonly number[];
  epoch: number;
  repeats?: readonly number[] | undefined;
}

/** What it answers, in the order of the requests. */
export type BatchAnswer = { ok: true; batch: MadeBatch } | { ok: false; message: string };
