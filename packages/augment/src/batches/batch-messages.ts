import type { ErrorCode } from '@sightline/contracts';
import type { BatchRecipe, MadeBatch } from './batch-maker.ts';
import type { NativeGate } from './native-gate.ts';

/** What a batch thread is started with. */
export interface BatchThreadData {
  recipe: BatchRecipe;
  gate: NativeGate;
}

/** What it is asked; undefined asks it to end. */
export interface BatchRequest {
  rows: readonly number[];
  epoch: number;
  repeats?: readonly number[] | undefined;
}

/** What it answers, in the order of the requests. */
export type BatchAnswer = { ok: true; batch: MadeBatch } | { ok: false; message: string; code?: ErrorCode | undefined };
