import {
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BatchPredictInput, BatchProgress, BatchSummary } from '@sightline/contracts';
import type { BatchActivities } from '../activities/batch/batch-activities.ts';
import { progressQuery } from './progress-query.ts';

const { planBatch, predictShard, finishBatch } = proxyActivities<BatchActivities>({
  startToCloseTimeout: '7 days',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
});

/** Shards that are under way or wait for a worker. Workers take what fits them; one waiting keeps none idle. */
const WINDOW = 4;

/**
 * Asks a model about all records of a source, shard by shard, a few at once. Goes on as a new execution before its
 * history is long, however many shards there are.
 *
 * @param earlier how the prediction stands after the executions before this one
 */
export async function batchPredict(input: BatchPredictInput, earlier?: BatchProgress): Promise<BatchSummary> {
  let progress = earlier ?? { records: 0, shards: 0, shardsDone: 0, answered: 0, bad: 0 };
  setHandler(progressQuery, () => progress);
  if (!earlier) {
    const planned = await planBatch(input);
    if ('ended' in planned) return planned.ended;
    progress = { ...progress, ...planned };
  }
  const underWay = new Set<Promise<void>>();
  const begin = (shard: number) => {
    const done: Promise<void> = predictShard(input, shard).then((counts) => {
      const { shardsDone, answered, bad } = progress;
      progress = {
        ...progress,
        shardsDone: shardsDone + 1,
        answered: answered + counts.answered,
        bad: bad + counts.bad,
      };
      underWay.delete(done);
    });
    underWay.add(done);
  };
  let next = progress.shardsDone;
  while (next < progress.shards && !workflowInfo().continueAsNewSuggested) {
    begin(next++);
    if (underWay.size >= WINDOW) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  // A cancellation that came between two activities is not passed on to the next execution.
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The prediction was cancelled');
  if (next < progress.shards) return continueAsNew<typeof batchPredict>(input, progress);
  const { answered, bad } = progress;
  return finishBatch(input, { answered, bad });
}
