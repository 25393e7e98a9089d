import type { RunResult, StageOutputs } from '@sightline/contracts';
import { rememberData, takeBack, writeReport } from './activities.ts';
import type { LastData } from '../../activities/pipeline-data.ts';
import type { Chain } from './as-run.ts';
import { publish } from './publish.ts';
import { tellOfStage } from './telling.ts';

/** A dataset that is divided, and what that has kept. */
type Divided = Pick<StageOutputs, 'ingest' | 'split'> & Pick<LastData, 'earlier'>;

/** From a dataset that is divided to a served model, as far as the gate lets it. */
export async function trainOn(
  { ingest, split, earlier }: Divided,
  { run, inputs, approve, tell, about, pipeline, who, serverUrl }: Chain,
): Promise<RunResult> {
  const { runId, artifacts } = about;
  const data = { runId, ingested: ingest.dataset, divided: split.dataset, ...(earlier && { earlier }) };
  artifacts['dataset'] = split.dataset;
  // Before anything is trained on it: what was held out must stay so, however this run ends.
  await rememberData(pipeline, { ...data, ended: false });
  const augment = await run('augment', inputs.augment({ split }));
  artifacts['augmentation'] = augment.augmentation;
  const train = await run('train', inputs.train({ split, augment }));
  artifacts['trainedModel'] = train.model;
  const evaluate = await run('evaluate', inputs.evaluate({ split, train }));
  const { evaluation, ...summary } = evaluate;
  artifacts['evaluation'] = evaluation;

  const outputs = { split, train, evaluate };
  const published = await publish({
    run,
    approve,
    takeBack,
    pipeline,
    inputs,
    outputs,
    facts: { runId, who, serverUrl },
    artifacts,
  });
  await rememberData(pipeline, { ...data, ended: true });
  const write = () => writeReport({ ...about, evaluation: summary, ...published }, pipeline);
  return tellOfStage('report', { tell, summarize: ({ folder = '' }) => folder }, write);
}
