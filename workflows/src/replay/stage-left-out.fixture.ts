import type { RunResult, TrainToServeInput } from '@sightline/contracts';
import { asRun } from '../definitions/chain/as-run.ts';
import { trainOn } from '../definitions/chain/train-on.ts';

/** As it is, but without a stage. */
export async function trainToServe(input: TrainToServeInput): Promise<RunResult> {
  return asRun('trainToServe', input, async (chain) => {
    const { run, inputs } = chain;
    const ingest = await run('ingest', inputs.ingest());
    const split = await run('split', inputs.split({ scrub: { ...ingest, findings: {} } }));
    return trainOn({ ingest, split }, chain);
  });
}
