import type { Pipeline } from '../spec/pipeline.ts';
import type { StageName } from './stage-names.ts';
import type { RunResult } from './run.ts';
import type { StageInputs, StageOutputs } from './stage-types.ts';

/**
 * What a stage's input is made of besides the spec: the outputs of earlier stages by their names, and facts of the run.
 */
interface RunSoFar extends StageOutputs {
  runId: string;
  who: string;
  /** Of the model server that must answer with the new version. */
  serverUrl: string;
  /** The dataset that an earlier run of the pipeline divided, where its division is kept. */
  earlier?: NonNullable<StageInputs['split']['earlier']>;
  /** What was measured of the model that the alias points at, where there is one. */
  production?: NonNullable<StageInputs['gate']['production']>;
  result: RunResult;
  /** The folder that the report goes into. */
  folder: string;
}
type Given<Key extends keyof RunSoFar> = Pick<RunSoFar, Key>;

/**
 * Each stage's input, from the spec and what earlier stages gave: the one place that knows how outputs become inputs.
 *
 * @example
 * const inputs = stageInputs(pipeline);
 * const ingest = await run('ingest', inputs.ingest());
 * const scrub = await run('scrub', inputs.scrub({ ingest }));
 */
export function stageInputs(pipeline: Pipeline) {
  const { seed, preprocess, mix, boxes } = pipeline;
  const { name, alias } = pipeline.deploy;
  return {
    ingest: () => pipeline.ingest,
    scrub: ({ ingest }: Given<'ingest'>) => ({ dataset: ingest.dataset, policy: pipeline.scrub, predictions: [] }),
    split: ({ scrub, earlier }: Given<'scrub' | 'earlier'>) => ({
      dataset: scrub.dataset,
      split: pipeline.split,
      seed,
      ...(earlier && { earlier }),
    }),
    augment: ({ split }: Given<'split'>) => ({
      dataset: split.dataset,
      preprocess,
      transforms: pipeline.augment,
      ...(mix && { mix }),
      ...(boxes && { boxes }),
      seed,
    }),
    train: ({ split, augment }: Given<'split' | 'augment'>) => ({
      dataset: split.dataset,
      augmentation: augment.augmentation,
      preprocess,
      task: pipeline.task,
      model: pipeline.model,
      fit: pipeline.fit,
      sampler: pipeline.sampler,
      seed,
    }),
    evaluate: ({ split, train }: Given<'split' | 'train'>) => ({
      model: train.model,
      dataset: split.dataset,
      // A source may have no test samples; the report says what was measured on.
      split: split.splits.test > 0 ? 'test' : 'validation',
    }),
    gate: ({ evaluate, production }: Given<'evaluate' | 'production'>) => ({
      evaluation: evaluate.evaluation,
      rules: pipeline.gate,
      ...(production && { production }),
    }),
    export: ({ split, train, evaluate }: Given<'split' | 'train' | 'evaluate'>) => ({
      model: train.model,
      evaluation: evaluate.evaluation,
      dataset: split.dataset,
    }),
    register: ({ gate, export: exported }: Given<'gate' | 'export'>) => ({ name, model: exported.model, gate }),
    promote: ({ gate, register, who, runId }: Given<'gate' | 'register' | 'who' | 'runId'>) => ({
      name,
      alias,
      version: register.version,
      who,
      why: `run ${runId} passed its gate`,
      run: runId,
      ...(gate.production !== undefined && { expected: gate.production }),
    }),
    serve: ({ split, register, serverUrl }: Given<'split' | 'register' | 'serverUrl'>) => ({
      serverUrl,
      name,
      version: register.version,
      dataset: split.dataset,
    }),
    report: ({ result, folder }: Given<'result' | 'folder'>) => ({ run: { ...result, folder }, pipeline, folder }),
  } satisfies { [Name in StageName]: (given: never) => StageInputs[Name] };
}
