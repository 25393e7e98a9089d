import { ApplicationFailure, Context } from '@temporalio/activity';
import type { BatchCounts, BatchPredictInput, BatchSummary } from '@sightline/contracts';
import type { PlannedBatch } from '@sightline/server/batch';
import { thisAttempt } from '../attempt.ts';
import { failureIn } from '../failure.ts';
import type { BatchAnswers, BatchRequest } from './batch-messages.ts';
import { batchProcess } from './batch-process.ts';

const HEARTBEAT_MS = 3_000;

/** What the workflow of a batch prediction asks of a worker. Each may be done any number of times. */
export interface BatchActivities {
  /** Lists the records, once: how many shards they are, or what came of the prediction where it had ended before. */
  planBatch(input: BatchPredictInput): Promise<PlannedBatch>;
  /** Predicts a shard, from 0, unless it is written. */
  predictShard(input: BatchPredictInput, shard: number): Promise<BatchCounts>;
  /** Ends it, once all shards are written. */
  finishBatch(input: BatchPredictInput, counts: BatchCounts): Promise<BatchSummary>;
}

/** @param root of the artifact store */
export function createBatchActivities(root: string): BatchActivities {
  const process = batchProcess(root);

  async function compute<Step extends keyof BatchAnswers>(
    request: Extract<BatchRequest, { step: Step }>,
  ): Promise<BatchAnswers[Step]> {
    const { cancellationSignal: signal } = Context.current();
    const attempt = thisAttempt();
    let timer: NodeJS.Timeout | undefined;
    try {
      attempt.begin();
      // While a batch is computed the process says nothing.
      timer = setInterval(() => attempt.beat(), HEARTBEAT_MS);
      const total = request.input.shardSize;
      return await process.ask(request, {
        signal,
        onProgress: (done) => attempt.beat({ done, total, unit: 'records' }),
      });
    } catch (error) {
      const failure = failureIn(signal, error);
      throw failure instanceof ApplicationFailure ? attempt.failed(failure).failure : failure;
    } finally {
      clearInterval(timer);
    }
  }

  return {
    planBatch: (input) => compute<'plan'>({ step: 'plan', input }),
    predictShard: (input, shard) => compute<'predict'>({ step: 'predict', input, shard }),
    finishBatch: (input, counts) => compute<'finish'>({ step: 'finish', input, counts }),
  };
}
