import type { RunResult, TrainToServeInput } from '@sightline/contracts';
import { keepsTest } from '@sightline/contracts/stages';
import { lastData } from './chain/activities.ts';
import { asRun } from './chain/as-run.ts';
import { trainOn } from './chain/train-on.ts';

/** From a folder of images to a served model. Ends at the gate when the model is not good enough. */
export async function trainToServe(input: TrainToServeInput): Promise<RunResult> {
  return asRun('trainToServe', input, async (chain) => {
    const { run, inputs, pipeline } = chain;
    const ingest = await run('ingest', inputs.ingest());
    const scrub = await run('scrub', inputs.scrub({ ingest }));
    const last = keepsTest(pipeline.split) ? await lastData(pipeline, ingest.dataset) : null;
    const earlier = last?.earlier && { earlier: last.earlier };
    const split = await run('split', inputs.split({ scrub, ...earlier }));
    return trainOn({ ingest, split, ...earlier }, chain);
  });
}
