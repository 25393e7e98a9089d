import type { ArtifactStore, StageContext } from '@sightline/artifacts';
import {
  curvesSchema,
  epochRecordSchema,
  jsonSchema,
  metricsSchema,
  preprocessSchema,
  trainInputSchema,
  type ArtifactRef,
  type Curves,
  type DatasetStatistics,
  type EpochRecord,
  type Metrics,
  type Pipeline,
  type Preprocess,
  type Quarantined,
  type RunResult,
  type TrainInput,
} from '@sightline/contracts';
import { openDataset } from '@sightline/ingest';
import { EvaluatorError } from '../errors.ts';
import { readPredictions } from '../predict/predictions-file.ts';
import { surestMistakes, type Mistake } from './mistakes.ts';

const MISTAKES = 24;

/** All that a report shows, read from the artifacts of a run. */
export interface ReportData {
  readonly run: RunResult;
  readonly pipeline: Pipeline;
  readonly statistics: DatasetStatistics;
  readonly quarantined: readonly Quarantined[];
  readonly training: TrainInput;
  /** With the numbers that training applied. */
  readonly preprocess: Preprocess;
  readonly history: readonly EpochRecord[];
  readonly parameters: number;
  /** The layers as a table, in text. */
  readonly model: string;
  readonly engine: string | undefined;
  readonly metrics: Metrics;
  readonly curves: Curves;
  readonly mistakes: readonly Mistake[];
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
  const evaluation = artifactOf(run, 'evaluation');
  const dataset = await openDataset(artifacts, artifactOf(run, 'dataset'));
  const rows = await readPredictions(await artifacts.read(evaluation, 'predictions.parquet'));
  const { augmentation, model } = run.artifacts;
  return {
    run,
    pipeline,
    statistics: dataset.statistics,
    quarantined: dataset.quarantined,
    training: await artifacts.readJson(trainedModel, 'training.json', trainInputSchema),
    preprocess: await artifacts.readJson(trainedModel, 'preprocess.json', preprocessSchema),
    history: await artifacts.readJson(trainedModel, 'history.json', epochRecordSchema.array()),
    parameters: await countParameters(artifacts, trainedModel),
    model: (await artifacts.read(trainedModel, 'model.txt')).toString(),
    engine: (await artifacts.manifest(trainedModel)).lineage.engine,
    metrics: await artifacts.readJson(evaluation, 'metrics.json', metricsSchema),
    curves: await artifacts.readJson(evaluation, 'curves.json', curvesSchema),
    mistakes: await surestMistakes(dataset, rows, MISTAKES),
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
    `Run ${run.runId} has no artifact "${name}". It has: ${present}. A report needs dataset, trainedModel and evaluation.`,
  );
}
