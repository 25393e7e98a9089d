import type { FinishedRun, RetrainInput } from '@sightline/contracts/run';
import { lastData, recordUnchanged } from './chain/activities.ts';
import { asRun } from './chain/as-run.ts';
import { trainOn } from './chain/train-on.ts';

/**
 * Trains again on what is in the source now, measured on the test samples of before and on those of the new ones that
 * the split gives to it. Ends at once where nothing has changed since the last run of the pipeline.
 */
export async function retrain(input: RetrainInput): Promise<FinishedRun> {
  return asRun('retrain', input, async (chain) => {
    const { run, inputs, about, pipeline } = chain;
    const ingest = await run('ingest', inputs.ingest());
    const last = await lastData(pipeline, ingest.dataset);
    // Another model was promoted: the same samples may lead to other weights.
    if (last?.unchangedSince && about.trigger.kind !== 'promotion') {
      const reason = `Nothing has changed since run ${last.unchangedSince}: the same samples, and the same pipeline.`;
      return recordUnchanged({ ...about, outcome: 'unchanged', reason });
    }
    const scrub = await run('scrub', inputs.scrub({ ingest }));
    const earlier = last?.earlier && { earlier: last.earlier };
    const split = await run('split', inputs.split({ scrub, ...earlier }));
    return trainOn({ ingest, split, ...earlier }, chain);
  });
}
