import type { RunResult, TrainToServeInput } from '@sightline/contracts';
import { asRun } from '../definitions/chain/as-run.ts';
import { trainOn } from '../definitions/chain/train-on.ts';

/** As it is, but for the order of two stages: by their kinds alone, its activities are the same. */
export async function trainToServe(input: TrainToServeInput): Promise<RunResult> {
  return asRun('trainToServe', input, async (chain) => {
    const { run, inputs } = chain;
    const ingest = await run('ingest', inputs.ingest());
    const split = await run('split', inputs.split({ scrub: { ...ingest, findings: {} } }));
    await run('scrub', inputs.scrub({ ingest }));
    return trainOn({ ingest, split }, chain);
  });
}
