import type { BatchCounts, BatchPredictInput, BatchSummary } from '@sightline/contracts';
import type { PlannedBatch } from '@sightline/server/batch';

/** What the process of batch predictions is asked: several things at once, each by its number. */
export type BatchRequest =
  | { step: 'plan'; input: BatchPredictInput }
  | { step: 'predict'; input: BatchPredictInput; shard: number }
  | { step: 'finish'; input: BatchPredictInput; counts: BatchCounts };

/** What each request is answered with. */
export interface BatchAnswers {
  plan: PlannedBatch;
  predict: BatchCounts;
  finish: BatchSummary;
}

export type ToBatchProcess = { id: number; request: BatchRequest } | { id: number; cancel: true };

export type FromBatchProcess =
  | { id: number; type: 'progress'; done: number }
  | { id: number; type: 'done'; output: unknown }
  | { id: number; type: 'failed'; message: string; code?: string };
