import {
  augmentationSchema,
  deriveSeed,
  type EpochRecord,
  figuresOf,
  type History,
  type Json,
  parse,
  type StageRequests,
  taskFigures,
  traitsOf,
  type TrainInput,
  trainInputSchema,
  type TrainOutput,
} from '@sightline/contracts';
import { lineageOf, stageKey, type StageContext, writeSources } from '@sightline/artifacts';
import { keptTransformSources } from '@sightline/augment';
import type { TrainStep } from '@sightline/engine';
import { loadPixels, openDataset, openPixels } from '@sightline/ingest';
import { buildNetwork, formatModel, isComputed, saveModel } from '@sightline/models';
import { checkAnnotations, learnTask, openTask, tasks } from '@sightline/tasks';
import type { BatchSource } from './batches/batch-source.ts';
import { EVALUATION_BATCH, imageSource, reordered } from './batches/batches.ts';
import { checkpointsOf } from './checkpoints/checkpoint.ts';
import { describeEngines } from './callbacks/engine-spans.ts';
import { epochEnded } from './callbacks/progress.ts';
import { TrainerError } from './errors.ts';
import { EpochPlan } from './fit/epoch-plan.ts';
import { loadFitCode } from './custom/fit-code.ts';
import { fit } from './fit/fit.ts';
import { loopOf } from './fit/loop-spec.ts';
import { trainStage } from './stages.ts';
import { readDependencies } from './training-dependencies.ts';
import { type Fitted, fitComputed, frozenFit } from './transfer/computed-head.ts';
import { type Learner, learnerOf } from './transfer/kept-features.ts';
import { layerFreezing, requireWholeUpdates, withLayerDecay } from './transfer/layers-to-train.ts';
import { startFrom } from './transfer/start-weights.ts';
import { isMixed, openTraining } from './batches/open-training.ts';
import { predictOutputs } from './batches/predict-outputs.ts';
import { encodeTargets } from './batches/targets.ts';
import { hashWeights, readWeights } from './steps/weights.ts';
import { createSampler } from './samplers/samplers.ts';
import { strataOf } from './samplers/strata.ts';
import { steps } from './steps/steps.ts';

/**
 * Trains a model of the zoo, or a custom one, on a dataset's training split, watching the validation split. Numbers
 * that the preprocessing leaves open are computed from the training split.
 *
 * A training that was cancelled or killed continues from the end of its last finished epoch when it is called again
 * with the same input, and ends in the same bytes as one that was never stopped.
 *
 * @param request as people write it: what has a default may be left out
 * @returns the `trained-model` artifact: `layers/`, `model.txt` (the layers as a table), `preprocess.json`, `task.json`
 * (its settings, and what was learnt of the training split), `history.json`, `training.json`, `source/` (custom
 * modules)
 * @throws ContractError for a wrong input
 * @throws TrainerError `trainer/diverged` when the loss is no longer a number; `trainer/empty-source` when the
 * validation split has no samples
 * @throws TaskError when the samples are not annotated as the task needs, or its settings do not fit them
 * @throws the signal's reason when aborted
 */
export async function train(request: StageRequests['train'], context: StageContext): Promise<TrainOutput> {
  return computeTrain(parse(trainInputSchema, request, 'The input of train'), context);
}

/**
 * {@link train} of an input that is parsed.
 *
 * @param known the fingerprint of its modules and weights, where it is known
 */
export async function computeTrain(input: TrainInput, context: StageContext, known?: Json): Promise<TrainOutput> {
  const { artifacts, logger } = context;
  const { seed } = input;
  const dataset = await openDataset(artifacts, input.dataset);
  const [samples, validation] = [dataset.of('train'), dataset.of('validation')];
  if (validation.length === 0) throw withoutValidation();
  const augmentation =
    input.augmentation && (await artifacts.readJson(input.augmentation, 'augmentation.json', augmentationSchema));
  const learnt = learnTask(input.task, samples);
  checkAnnotations(input.task, validation);
  const task = openTask(learnt, { mixed: isMixed(augmentation) });
  const fitSpec = isComputed(task.head) ? frozenFit(input.fit, task.head) : input.fit;
  const { optimizer, precision, metrics = {} } = fitSpec;
  const spec = loopOf(fitSpec);
  const sampler = createSampler(input.sampler, {
    count: samples.length,
    strata: strataOf(samples, tasks[input.task.kind].strata),
    batchSize: spec.batchSize,
    seed,
  });
  if (input.fit.unfreeze && optimizer.accumulationSteps > 1) {
    const plan = new EpochPlan(sampler, { ...spec, count: samples.length });
    const stepsBefore = (epoch: number) => plan.stepsBefore(epoch);
    requireWholeUpdates(input.fit, optimizer, { epochs: spec.epochs, stepsBefore });
  }
  const { modules, start, fingerprint } = await readDependencies(input, artifacts, known);
  const model = await buildNetwork(
    input.model,
    { inputShape: openPixels(input.preprocess).shape, head: task.head, seed: deriveSeed(seed, 'model') },
    modules['model'],
  );
  let training: BatchSource | undefined;
  let learner: Learner | undefined;
  let step: TrainStep | undefined;
  try {
    const { weights: from } = input.model;
    if (start && from) await startFrom(model, start, { ...input, weights: from, task, context });
    const freezing = layerFreezing(model, fitSpec, { head: task.head, info: (text) => logger.info(text) });
    freezing.onEpochBegin?.(1);
    const custom = await loadFitCode(input.fit, { task, file: learnt, modules });
    const layers = formatModel(model);
    logger.info(layers);

    const pixels = await loadPixels(dataset, validation, input.preprocess, context);
    const sources = await keptTransformSources(artifacts, input.augmentation, augmentation?.transforms ?? []);
    const opened = await openTraining(
      dataset,
      { spec: input.preprocess, augmentation, sources, task: learnt },
      context,
    );
    const { preprocess } = opened;
    training = opened.source;
    const watched = imageSource({ pixels, targets: encodeTargets(task, validation) }, preprocess);
    const splits = {
      training: { source: opened.source, samples },
      validation: { source: watched, samples: validation },
    };
    const { head } = task;
    const circumstances = { network: input.model, head, fit: fitSpec, isAugmented: opened.isAugmented };
    learner = await learnerOf(model, splits, {
      ...circumstances,
      task,
      preprocess,
      sources: modules['model'],
      context,
    });
    const key = stageKey(trainStage, input, fingerprint);
    const checkpoints = checkpointsOf(artifacts, learner.why === undefined ? `${key}-features` : key);
    let fitted: Fitted;
    if (isComputed(head)) {
      const given = { training: samples, validation };
      fitted = await fitComputed(learner, { head, task, kind: input.task.kind, samples: given });
      for (const record of fitted.history)
        context.progress(epochEnded(record, { done: 1, total: 1, unit: 'heads', epochs: 1 }));
    } else {
      step = steps[task.objective.step]({
        model: learner.model,
        objective: task.objective,
        custom,
        optimizer: withLayerDecay(optimizer, model, input.fit),
        precision,
        seed,
        warn: (message) => logger.warn(message),
      });
      fitted = await fit(learner.model, {
        step,
        training: learner.training,
        // A loss that compares the samples of a batch needs several classes in it, also where nothing is trained.
        validation:
          input.sampler.kind === 'classesTimesSamples' ? shuffled(learner.validation, seed) : learner.validation,
        spec,
        sampler,
        checkpoints,
        callbacks: [freezing, ...custom.callbacks],
        context,
      });
    }
    const { bestEpoch, ...result } = fitted;
    const history: History = { bestEpoch, epochs: result.history };
    const outputs = Object.keys(task.columns);
    const vocabulary =
      task.chooseThresholds?.(validation, await predictOutputs(model, watched, outputs)) ?? learnt.vocabulary;

    const given = [input.augmentation, start?.artifact].filter((ref) => ref !== undefined);
    const parents = [input.dataset, ...given];
    const engine = describeEngines(result.engines, result.history.length);
    const lineage = lineageOf(trainStage, input, { parents, seed, engine });
    const { id } = await artifacts.create('trained-model', lineage, async (writer) => {
      await saveModel(model, writer);
      await writer.add('model.txt', layers);
      await writer.addJson('preprocess.json', preprocess);
      await writer.addJson('task.json', { ...learnt, vocabulary });
      // A value that is not a number is null in JSON.
      await writer.addJson('history.json', JSON.parse(JSON.stringify(history)));
      await writer.addJson('training.json', input);
      if (input.fit.metrics) await writer.addJson('metrics.json', input.fit.metrics);
      await writeSources(modules, writer);
    });
    const weights = readWeights(model);
    await checkpoints.remove();
    const epochs = result.history.length;
    const kept = result.history[(spec.restoreBestWeights ? bestEpoch : epochs) - 1] as EpochRecord;
    return {
      model: { kind: 'trained-model', id },
      weightsSha256: hashWeights(weights),
      epochs,
      bestEpoch,
      parameters: weights.reduce((sum, array) => sum + array.length, 0),
      figures: figuresOf(kept.validation ?? {}, { ...taskFigures[input.task.kind].epoch, ...traitsOf(metrics) }),
    };
  } finally {
    await training?.close?.();
    step?.dispose();
    learner?.dispose();
    model.dispose();
  }
}

function shuffled(source: BatchSource, seed: number): BatchSource {
  const { count } = source;
  return reordered(source, createSampler({ kind: 'shuffle' }, { count, seed, batchSize: EVALUATION_BATCH }).order(0));
}

function withoutValidation(): TrainerError {
  return new TrainerError(
    'trainer/empty-source',
    'The dataset has no validation samples, which training needs to choose the best epoch. Take some from the ' +
      'other splits: split: { strategy: k-fold, folds: 10, test: predefined }, or give validation a fraction above 0.',
  );
}
