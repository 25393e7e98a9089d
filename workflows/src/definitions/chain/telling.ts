import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { StageName } from '@sightline/contracts';
import { NOT_STARTED, stateAfter, type RunState, type ToldEvent } from '@sightline/contracts/stages';
import { detailsOf } from './details.ts';
import { causeOf } from './failures.ts';
import { foundInStage } from './found-by.ts';
import { stateQuery } from './queries.ts';

/** Hears what happens to a run. */
export type Tell = (event: ToldEvent) => void;

/** Tells how the run stands, as its journal does: by a query, and in Temporal's web page. */
export function tellState(): Tell {
  let state: RunState = NOT_STARTED;
  setHandler(stateQuery, () => state);
  return (event) => {
    state = stateAfter(state, event);
    setCurrentDetails(detailsOf(state));
  };
}

/** Computes a stage, and reports its begin and its end. To a workflow all attempts at an activity are one. */
export async function tellOfStage<Output>(
  stage: StageName,
  { tell, summarize }: { tell: Tell; summarize: (output: Output) => string },
  compute: () => Promise<Output>,
): Promise<Output> {
  foundInStage(stage);
  tell({ event: 'stage-started', at: Date.now(), stage, attempt: 1 });
  try {
    const output = await compute();
    tell({ event: 'stage-ended', at: Date.now(), stage, summary: summarize(output) });
    return output;
  } catch (error) {
    const message = causeOf(error);
    tell({ event: 'attempt-failed', at: Date.now(), stage, attempt: 1, message, willRetry: false });
    throw error;
  }
}
