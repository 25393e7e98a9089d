import type { ArtifactStore, StageContext } from '@sightline/artifacts';
import {
  evaluationSchema,
  historySchema,
  jsonSchema,
  preprocessSchema,
  trainInputSchema,
  type ArtifactRef,
  type DatasetStatistics,
  type Evaluation,
  type Finding,
  type History,
  type Pipeline,
  type Preprocess,
  type Quarantined,
  type RunResult,
  type TrainInput,
} from '@sightline/contracts';
import { EvaluatorError } from '../errors.ts';
import type { Pictures } from '../exhibits/exhibit-kind.ts';
import { readPictures } from './pictures.ts';
import { reportDataset } from './report-dataset.ts';
import { shownSamples } from './shown-samples.ts';

/** All that a report shows, read from the artifacts of a run. */
export interface ReportData {
  readonly run: RunResult;
  readonly pipeline: Pipeline;
  readonly statistics: DatasetStatistics;
  readonly quarantined: readonly Quarantined[];
  /** What `scrub` found. */
  readonly findings: readonly Finding[];
  readonly training: TrainInput;
  /** With the numbers that training applied. */
  readonly preprocess: Preprocess;
  readonly history: History;
  readonly parameters: number;
  /** The layers as a table, in text. */
  readonly model: string;
  readonly engine: string | undefined;
  readonly evaluation: Evaluation;
  readonly pictures: Pictures;
  /** A picture of augmented samples (PNG). */
  readonly preview: Uint8Array | undefined;
  readonly modelCard: string | undefined;
}

/** @throws EvaluatorError `evaluator/incomplete-run` when the run lacks its dataset, trained model or evaluation */
export async function readReportData(
  run: RunResult,
  pipeline: Pipeline,
  { artifacts }: StageContext,
): Promise<ReportData> {
  const trainedModel = artifactOf(run, 'trainedModel');
  const dataset = await reportDataset(artifacts, artifactOf(run, 'dataset'));
  const evaluation = await artifacts.readJson(artifactOf(run, 'evaluation'), 'evaluation.json', evaluationSchema);
  const { augmentation, model } = run.artifacts;
  return {
    run,
    pipeline,
    statistics: dataset.statistics,
    quarantined: dataset.quarantined,
    findings: dataset.findings,
    training: await artifacts.readJson(trainedModel, 'training.json', trainInputSchema),
    preprocess: await artifacts.readJson(trainedModel, 'preprocess.json', preprocessSchema),
    history: await artifacts.readJson(trainedModel, 'history.json', historySchema),
    parameters: await countParameters(artifacts, trainedModel),
    model: (await artifacts.read(trainedModel, 'model.txt')).toString(),
    engine: (await artifacts.manifest(trainedModel)).lineage.engine,
    evaluation,
    pictures: await readPictures(artifacts, dataset, shownSamples(dataset, evaluation.exhibits)),
    preview: augmentation && (await artifacts.read(augmentation, 'preview.png')),
    modelCard: model && (await artifacts.read(model, 'model-card.md')).toString(),
  };
}

/** The numbers of a network in tfjs' Layers format, by the shapes of its weights. */
async function countParameters(artifacts: ArtifactStore, model: ArtifactRef): Promise<number> {
  const { weightsManifest } = (await artifacts.readJson(model, 'layers/model.json', jsonSchema)) as unknown as {
    weightsManifest: { weights: { shape: number[] }[] }[];
  };
  return weightsManifest
    .flatMap(({ weights }) => weights)
    .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

function artifactOf(run: RunResult, name: string): ArtifactRef {
  const ref = run.artifacts[name];
  if (ref) return ref;
  const present = Object.keys(run.artifacts).join(', ') || 'none';
  throw new EvaluatorError(
    'evaluator/incomplete-run',
    `Run ${run.runId} has no artifact "${name}". It has: ${present}. A report needs dataset, trainedModel and ` +
      'evaluation.',
  );
}
