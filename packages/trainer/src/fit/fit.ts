import {
  betterOf,
  type EpochRecord,
  type FitSpec,
  fitSchema,
  type FitSpecOptions,
  nearestWord,
  parse,
  validationName,
  wordsOf,
} from '@sightline/contracts';
import type { StageContext } from '@sightline/artifacts';
import { type Batch, compileTrainStep, type ObjectiveOptions, type tf, type TrainStep } from '@sightline/engine';
import type { BatchSource } from '../batches/batches.ts';
import type { Checkpoints } from '../checkpoints/checkpoint.ts';
import { bestEpochOf, shouldStop, watchedName, watchRuleOf } from '../callbacks/early-stopping.ts';
import { continuedOn, engineOf, type EngineSpan } from './engine-spans.ts';
import { EpochPlan } from './epoch-plan.ts';
import { TrainerError } from '../errors.ts';
import { batchesOf, overBatches } from '../batches/over-batches.ts';
import { requireSamples } from '../batches/require-samples.ts';
import type { Sampler } from '../samplers/sampler.ts';
import { createSampler } from '../samplers/samplers.ts';
import { learningRateAt } from '../schedules/schedule.ts';
import { readWeights } from './weights.ts';

/** What is trained on what, towards what (`loss` and `metrics`, or those of several `outputs`), and how. */
export type FitOptions = FitSettings & ObjectiveOptions;

interface FitSettings {
  /** Its variables have the last epoch's weights when `fit` returns. */
  readonly model: tf.LayersModel;
  readonly training: BatchSource;
  readonly validation?: BatchSource;
  /**
   * Its `restoreBestWeights` is what the stage `train` does afterwards: `fit` returns both the last and the best
   * weights.
   */
  readonly spec: Omit<FitSpecOptions, 'labelSmoothing' | 'classWeights'>;
  /** Which samples each epoch has: each one once, shuffled by the seed, when left out. */
  readonly sampler?: Sampler;
  /** Of the order of the samples and of dropout. */
  readonly seed: number;
  /** Trains a model that cannot be compiled eagerly, several times slower; reported to the logger and in the line of each epoch. */
  readonly fallback?: 'eager';
  /** Where a training that was stopped is continued from. */
  readonly checkpoints?: Checkpoints;
  readonly context?: Partial<Pick<StageContext, 'signal' | 'progress' | 'logger'>>;
}

/** How a training ended: `best` are the weights of `bestEpoch`, in the model's order. */
export interface FitResult {
  history: EpochRecord[];
  bestEpoch: number;
  best: Float32Array[];
  /** How the steps ran: `eager` only as `fallback` allows. */
  mode: TrainStep['mode'];
  /**
   * What computed which epochs: several where the training was continued on another number of threads, other kernels or
   * another TensorFlow.
   */
  engines: EngineSpan[];
}

const EVALUATION_BATCH = 256;

/**
 * Trains a model through the compiled step: shuffled epochs, a schedule, early stopping, a checkpoint after each epoch, from the last one on
 * when there is one. With `emaMomentum`, the moving averages of the weights are what is validated, compared and kept, as with Keras' `use_ema` and
 * `SwapEMAWeights`.
 *
 * @throws EngineError `engine/not-recordable`, naming the layer, when the model cannot be compiled The best epoch is
 * the one that early stopping watches for, as in Keras; without early stopping the one of the lowest validation loss.
 *
 * @throws TrainerError `trainer/diverged` when the loss is no longer a number, or no epoch has a number to compare;
 * `trainer/empty-source` when there is nothing to train or to validate on; `trainer/invalid-options` when early
 * stopping watches what is not measured, or a batch has another number of samples than was asked for
 * @throws the signal's reason when aborted
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { model, training, validation, spec: given, sampler, seed, checkpoints, context, ...objective } = options;
  const spec = specOf(given);
  const logger = context?.logger;
  const weights = weightsOf(spec);
  requireSamples(training, 'training');
  if (validation) requireSamples(validation, 'validation');
  else if (spec.earlyStopping) throw notMeasured(spec.earlyStopping);
  const { count } = training;
  const shuffled = () => createSampler({ kind: 'shuffle' }, { count, seed, batchSize: spec.batchSize });
  const plan = new EpochPlan(sampler ?? shuffled(), { ...spec, count });
  const trainStep = compileTrainStep({
    ...objective,
    model,
    optimizer: spec.optimizer,
    precision: spec.precision,
    seed,
    ...(logger && { warn: (message) => logger.warn(message) }),
  });
  const rateAt = (step: number) =>
    learningRateAt(spec.schedule, spec.optimizer.learningRate, {
      step,
      stepsPerEpoch: plan.steps / spec.epochs,
      epochs: spec.epochs,
    });
  const bestOf = (epochs: readonly EpochRecord[]) => bestEpochOf(epochs, watchRuleOf(spec));

  const resumed = await checkpoints?.load();
  const history = resumed?.history ?? [];
  let best = resumed?.best ?? [];
  let engines = resumed?.engines ?? [];
  const engine = engineOf(spec.precision);
  if (resumed) {
    trainStep.write(resumed.state);
    trainStep.updateModel(weights);
    trainStep.step = plan.stepsBefore(history.length + 1);
    logger?.info(`Continuing after epoch ${history.length} of ${spec.epochs}.`);
    const before = engines.at(-1)?.engine;
    if (before !== undefined && before !== engine) logger?.warn(continuedElsewhere(before, engine));
  }

  const stopped = () => spec.earlyStopping !== undefined && shouldStop(history, spec.earlyStopping);
  try {
    while (history.length < spec.epochs && !stopped()) {
      const epoch = history.length + 1;
      const firstStep = trainStep.step;
      const trained = trainStep.totals();
      const batches = batchesOf(training, plan.orderOf(epoch), spec.batchSize, epoch);
      await overBatches(batches, training, context?.signal, async (batch) => {
        const { step } = trainStep;
        const result = await trainStep.train(batch, { learningRate: rateAt(step) });
        if (!Number.isFinite(result.loss)) throw diverged(epoch, rateAt(step));
        trained.add(result);
        context?.progress?.({
          done: step + 1,
          total: plan.steps,
          unit: 'steps',
          epoch: { number: epoch, of: spec.epochs },
          metrics: { loss: trained.loss, ...trained.metrics },
        });
      });
      const record: EpochRecord = {
        epoch,
        learningRate: rateAt(firstStep + plan.stepsOf(epoch) - 1),
        training: { loss: trained.loss, ...trained.metrics },
        ...(await validate(trainStep, { ...options, spec }, epoch)),
      };
      requireMonitored(record, spec);
      history.push(record);
      engines = continuedOn(engines, { epoch, engine });
      trainStep.updateModel(weights);
      if (bestOf(history) === epoch) best = readWeights(model);
      const state = trainStep.read() as Map<string, Float32Array>;
      await checkpoints?.save({ history, bestEpoch: bestOf(history), engines, state, best });
      logger?.info(formatEpoch(record, spec.epochs, trainStep.mode));
    }
  } finally {
    trainStep.dispose();
  }
  const bestEpoch = bestOf(history);
  if (bestEpoch === 0) throw nothingToCompare(history.length, spec);
  return { history, bestEpoch, best, mode: trainStep.mode, engines };
}

async function validate(
  trainStep: TrainStep,
  { validation, spec, context }: Omit<FitOptions, 'spec'> & { spec: FitSpec },
  epoch: number,
): Promise<Pick<EpochRecord, 'validation'>> {
  if (!validation) return {};
  const inOrder = Array.from({ length: validation.count }, (_, index) => index);
  const batches = batchesOf(validation, inOrder, EVALUATION_BATCH, epoch);
  const totals = trainStep.totals();
  const weights = weightsOf(spec);
  const evaluate = async (batch: Batch) => totals.add(await trainStep.evaluate(batch, weights));
  await overBatches(batches, validation, context?.signal, evaluate);
  return { validation: { loss: totals.loss, ...totals.metrics } };
}

/** @throws TrainerError `trainer/invalid-options` for what only the stage `train` knows and would be left aside here */
function specOf(given: FitOptions['spec']): FitSpec {
  const spec = parse(fitSchema, given, 'the spec');
  const elsewhere = {
    labelSmoothing: spec.labelSmoothing > 0 && 'It is a setting of the loss: loss: { kind, labelSmoothing }.',
    classWeights: spec.classWeights !== undefined && 'Give them beside the loss: fit({ loss, classWeights, … }).',
  };
  const [name, mend] = Object.entries(elsewhere).find(([, each]) => each !== false) ?? [];
  if (name === undefined) return spec;
  throw new TrainerError('trainer/invalid-options', `Received spec.${name}, which fit does not read. ${mend}`);
}

/** Which weights a training is about. */
function weightsOf({ optimizer }: FitSpec): { useEma: boolean } {
  return { useEma: optimizer.emaMomentum !== undefined };
}

/** Without what early stopping watches, it would stop each training after `patience` epochs. */
function requireMonitored(record: EpochRecord, { earlyStopping }: FitSpec): void {
  if (!earlyStopping) return;
  const { monitor } = earlyStopping;
  const names = Object.keys(record.validation ?? {});
  const watched = watchedName(record, monitor);
  if (watched === undefined) throw notMeasured(earlyStopping, names);
  if (betterOf(watched) !== undefined) return;
  throw new TrainerError(
    'trainer/invalid-options',
    `Early stopping watches ${monitor}, a metric under a name of its own: nothing says whether higher or lower values are better. Watch one of ${monitors(names.filter(betterOf))}.`,
  );
}

function notMeasured({ monitor }: NonNullable<FitSpec['earlyStopping']>, names: readonly string[] = []): TrainerError {
  const nearest = nearestWord(monitor, names.map(validationName));
  const mend =
    names.length === 0
      ? 'Give fit validation samples, or leave spec.earlyStopping out.'
      : `${nearest ? `Did you mean "${nearest}"? ` : ''}Measured are ${monitors(names)}; others come with metrics.`;
  return new TrainerError(
    'trainer/invalid-options',
    `Early stopping watches ${monitor}, which is not measured. ${mend}`,
  );
}

function monitors(names: readonly string[]): string {
  return names.map(validationName).join(', ');
}

/** One line an epoch, as Keras prints it. */
function formatEpoch(record: EpochRecord, epochs: number, mode: TrainStep['mode']): string {
  const values = { ...record.training, ...prefixed(record) };
  const epoch = String(record.epoch).padStart(String(epochs).length);
  return `Epoch ${epoch}/${epochs}${mode === 'eager' ? ' (eager)' : ''} - ${Object.entries(values)
    .map(([name, value]) => `${name}: ${value.toFixed(4)}`)
    .join(' - ')}`;
}

function prefixed({ validation = {} }: EpochRecord): Record<string, number> {
  return Object.fromEntries(Object.entries(validation).map(([name, value]) => [`val ${name}`, value]));
}

function diverged(epoch: number, learningRate: number): TrainerError {
  return new TrainerError(
    'trainer/diverged',
    `The loss is no longer a finite number in epoch ${epoch}, at learning rate ${learningRate}. Lower fit.optimizer.learningRate, or warm up (fit.schedule: cosine with warmupEpochs). The checkpoint of the epoch before is kept.`,
  );
}

function nothingToCompare(epochs: number, { earlyStopping }: FitSpec): TrainerError {
  return new TrainerError(
    'trainer/diverged',
    `The ${wordsOf(earlyStopping?.monitor ?? 'validationLoss')} was no number in any of the ${epochs} epochs, so no epoch is the best. Lower fit.optimizer.learningRate, and look for validation samples that the network gives NaN for.`,
  );
}

function continuedElsewhere(before: string, now: string): string {
  return (
    `This training began on another engine: ${before}; now ${now}. It goes on, and its lineage names both, but its weights will differ in their last bits from ` +
    'those of a training that was not interrupted. To end in the same bytes, stop it and continue where TF_NUM_INTRAOP_THREADS, SIGHTLINE_KERNELS and the precision are as they were.'
  );
}
