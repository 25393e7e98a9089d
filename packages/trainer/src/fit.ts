import type { EpochRecord, FitSpec } from '@sightline/contracts';
import type { StageContext } from '@sightline/artifacts';
import { type Batch, compileTrainStep, type tf, type Totals, type TrainStep } from '@sightline/engine';
import { type BatchSource, epochOrder, inBatches } from './batches.ts';
import type { Checkpoints } from './checkpoint.ts';
import { bestEpochOf, type FitEpoch, shouldStop } from './early-stopping.ts';
import { TrainerError } from './errors.ts';
import { learningRateAt } from './schedule.ts';
import { readWeights } from './weights.ts';

/** What is trained on what, and how. */
export interface FitOptions {
  /** A classifier: `[batch, …]` → `[batch, classes]` probabilities. Its variables have the last epoch's weights when `fit` returns. */
  readonly model: tf.LayersModel;
  readonly training: BatchSource;
  readonly validation?: BatchSource;
  readonly spec: FitSpec;
  /** Of the order of the samples and of dropout. */
  readonly seed: number;
  /** Where a training that was stopped is continued from. */
  readonly checkpoints?: Checkpoints;
  readonly context?: Partial<Pick<StageContext, 'signal' | 'progress' | 'logger'>>;
}

/** How a training ended: `best` are the weights of `bestEpoch`, in the model's order. */
export interface FitResult {
  history: FitEpoch[];
  bestEpoch: number;
  best: Float32Array[];
}

const EVALUATION_BATCH = 256;

/**
 * Trains a classifier through the compiled step: shuffled epochs, a schedule, early stopping, a checkpoint after each epoch, from the last one on
 * when there is one. With `emaMomentum`, the moving averages of the weights are what is validated, compared and kept, as with Keras' `use_ema` and
 * `SwapEMAWeights`.
 *
 * @throws TrainerError `trainer/diverged` when the loss is no longer a number
 * @throws the signal's reason when aborted
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { model, training, spec, seed, checkpoints, context } = options;
  const logger = context?.logger;
  const weights = weightsOf(spec);
  const stepsPerEpoch = Math.ceil(training.count / spec.batchSize);
  const trainStep = compileTrainStep({
    model,
    loss: { kind: 'sparseCategoricalCrossentropy', labelSmoothing: spec.labelSmoothing },
    optimizer: spec.optimizer,
    metrics: ['accuracy'],
    precision: spec.precision,
    seed,
    ...(logger && { warn: (message) => logger.warn(message) }),
  });
  const rateAt = (step: number) =>
    learningRateAt(spec.schedule, spec.optimizer.learningRate, { step, stepsPerEpoch, epochs: spec.epochs });

  const resumed = await checkpoints?.load();
  const history = resumed?.history ?? [];
  let best = resumed?.best ?? [];
  if (resumed) {
    trainStep.write(resumed.state);
    trainStep.updateModel(weights);
    trainStep.step = history.length * stepsPerEpoch;
    logger?.info(`Continuing after epoch ${history.length} of ${spec.epochs}.`);
  }

  const stopped = () => spec.earlyStopping !== undefined && shouldStop(history, spec.earlyStopping);
  try {
    while (history.length < spec.epochs && !stopped()) {
      const epoch = history.length + 1;
      const firstStep = trainStep.step;
      const order = epochOrder(training.count, seed, epoch);
      const trained = trainStep.totals();
      await overBatches(batchesOf(training, order, spec.batchSize, epoch), context?.signal, async (batch) => {
        const { step } = trainStep;
        const result = await trainStep.train(batch, { learningRate: rateAt(step) });
        if (!Number.isFinite(result.loss)) throw diverged(epoch, rateAt(step));
        trained.add(result);
        context?.progress?.({
          done: step + 1,
          total: spec.epochs * stepsPerEpoch,
          unit: 'steps',
          message: `epoch ${epoch}/${spec.epochs}`,
          metrics: figuresOf(trained),
        });
      });
      const record: FitEpoch = {
        epoch,
        learningRate: rateAt(firstStep + stepsPerEpoch - 1),
        ...figuresOf(trained),
        ...(await validate(trainStep, options, epoch)),
      };
      history.push(record);
      trainStep.updateModel(weights);
      if (bestEpochOf(history) === epoch) best = readWeights(model);
      const state = trainStep.read() as Map<string, Float32Array>;
      await checkpoints?.save({ history, bestEpoch: bestEpochOf(history), state, best });
      logger?.info(formatEpoch(record, spec.epochs));
    }
  } finally {
    trainStep.dispose();
  }
  return { history, bestEpoch: bestEpochOf(history), best };
}

async function validate(
  trainStep: TrainStep,
  { validation, spec, context }: FitOptions,
  epoch: number,
): Promise<Partial<Pick<EpochRecord, 'validationLoss' | 'validationAccuracy'>>> {
  if (!validation) return {};
  const inOrder = Array.from({ length: validation.count }, (_, index) => index);
  const batches = batchesOf(validation, inOrder, EVALUATION_BATCH, epoch);
  const totals = trainStep.totals();
  const weights = weightsOf(spec);
  await overBatches(batches, context?.signal, async (batch) => totals.add(await trainStep.evaluate(batch, weights)));
  const { loss, accuracy } = figuresOf(totals);
  return { validationLoss: loss, validationAccuracy: accuracy };
}

/** Which weights a training is about. */
function weightsOf({ optimizer }: FitSpec): { useEma: boolean } {
  return { useEma: optimizer.emaMomentum !== undefined };
}

function* batchesOf(source: BatchSource, order: readonly number[], batchSize: number, epoch: number): Generator<Batch> {
  for (const rows of inBatches(order, batchSize)) yield source.batch(rows, epoch);
}

/** Runs `step` over batches. The next batch is prepared while the native call of this one runs on another thread; cancellation and heartbeats come through in between. */
async function overBatches(
  batches: Iterator<Batch>,
  signal: AbortSignal | undefined,
  step: (batch: Batch) => Promise<void>,
): Promise<void> {
  let batch = batches.next();
  while (!batch.done) {
    signal?.throwIfAborted();
    const running = step(batch.value);
    batch = batches.next();
    await running;
  }
}

function figuresOf({ loss, metrics }: Totals): { loss: number; accuracy: number } {
  return { loss, accuracy: metrics.accuracy as number };
}

/** One line an epoch, as Keras prints it. */
function formatEpoch(record: FitEpoch, epochs: number): string {
  const values = {
    loss: record.loss,
    accuracy: record.accuracy,
    ...(record.validationLoss === undefined ? {} : { 'val loss': record.validationLoss }),
    ...(record.validationAccuracy === undefined ? {} : { 'val accuracy': record.validationAccuracy }),
  };
  const epoch = String(record.epoch).padStart(String(epochs).length);
  return `Epoch ${epoch}/${epochs} - ${Object.entries(values)
    .map(([name, value]) => `${name}: ${value.toFixed(4)}`)
    .join(' - ')}`;
}

function diverged(epoch: number, learningRate: number): TrainerError {
  return new TrainerError(
    'trainer/diverged',
    `The loss is no longer a finite number in epoch ${epoch}, at learning rate ${learningRate}. Lower fit.optimizer.learningRate, or warm up (fit.schedule: cosine with warmupEpochs). The checkpoint of the epoch before is kept.`,
  );
}
