import type { StageContext } from '@sightline/artifacts';
import {
  preprocessSchema,
  taskFileSchema,
  taskFigures,
  type ArtifactRef,
  type Evaluation,
  type Sample,
  type SplitName,
} from '@sightline/contracts';
import { loadInputs, openDataset } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import { checkAnnotations, type OpenTask, openTask, type Outputs } from '@sightline/tasks';
import { EvaluatorError } from '../errors.ts';
import { warningsOf } from '../gate/judged-classes.ts';
import { customFigures } from './custom-figures.ts';
import { predictOutputs } from './predict-outputs.ts';

/** What a model said about the samples of a split, and what that is worth. */
export interface MeasuredSplit {
  readonly task: OpenTask;
  readonly samples: readonly Sample[];
  readonly outputs: Outputs;
  readonly evaluation: Evaluation;
}

/**
 * What a model says about every sample of a split, through the preprocessing it was trained with, measured as its task
 * does.
 *
 * @param model a `trained-model` or a `model` artifact
 * @throws EvaluatorError `evaluator/empty-split` without samples
 * @throws TaskError `tasks/missing-annotation`, or `tasks/unknown-label` when the split has a label that the model does
 * not know
 */
export async function measureSplit(
  model: ArtifactRef,
  { dataset: ref, split }: { dataset: ArtifactRef; split: SplitName },
  context: StageContext,
): Promise<MeasuredSplit> {
  const dataset = await openDataset(context.artifacts, ref);
  const samples = dataset.of(split);
  if (samples.length === 0) {
    throw new EvaluatorError(
      'evaluator/empty-split',
      `The ${split} split of dataset ${ref.id} has no samples. Give it a fraction above 0 when splitting, or ` +
        'measure on ' +
        `another (split: ${split === 'test' ? 'validation' : 'test'}).`,
    );
  }
  const file = await context.artifacts.readJson(model, 'task.json', taskFileSchema);
  checkAnnotations(file.spec, samples);
  const preprocess = await context.artifacts.readJson(model, 'preprocess.json', preprocessSchema);
  const task = openTask(file);
  const network = await loadModel(context.artifacts, model);
  let outputs: Outputs;
  try {
    const batches = loadInputs(dataset, { samples, preprocess, message: 'predicting' }, context);
    outputs = await predictOutputs(network, batches, samples.length);
  } finally {
    network.dispose();
  }
  const { kind } = file.spec;
  const measured = task.evaluate(samples, outputs);
  const custom = await customFigures(context.artifacts, model, { task, file, samples, outputs });
  const warnings = warningsOf(measured.classes ?? [], split);
  const evaluation = {
    task: kind,
    split,
    samples: samples.length,
    headline: taskFigures[kind].headline,
    ...measured,
    figures: { ...measured.figures, ...custom },
    ...(warnings.length > 0 && { warnings }),
  };
  return { task, samples, outputs, evaluation };
}
