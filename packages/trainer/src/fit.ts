import type { EpochRecord, TrainInput } from '@sightline/contracts';
import type { StageContext } from '@sightline/artifacts';
import type { Augmenter } from '@sightline/augment';
import { type Batch as StepBatch, compileTrainStep, type StepResult, type tf } from '@sightline/engine';
import { type Batch, batchesOf, epochOrder, type LoadedSplit } from './batches.ts';
import type { checkpointsOf } from './checkpoint.ts';
import { bestEpochOf, shouldStop } from './early-stopping.ts';
import { TrainerError } from './errors.ts';
import { classificationLoss } from './loss.ts';
import { learningRateAt } from './schedule.ts';
import { readWeights } from './weights.ts';

/** What is trained on what. */
export interface FitMaterial {
  model: tf.LayersModel;
  training: LoadedSplit;
  validation: LoadedSplit;
  augmenter?: Augmenter;
  checkpoints: ReturnType<typeof checkpointsOf>;
}

/** How a training ended: `best` are the weights of `bestEpoch`. */
export interface FitResult {
  history: EpochRecord[];
  bestEpoch: number;
  best: Float32Array[];
}

const EVALUATION_BATCH = 256;

/** Runs the epochs through the compiled step, from the last checkpoint on when there is one. */
export async function fit(material: FitMaterial, input: TrainInput, context: StageContext): Promise<FitResult> {
  const { model, training, validation, augmenter, checkpoints } = material;
  const { fit: spec, preprocess, seed } = input;
  const stepsPerEpoch = Math.ceil(training.samples.length / spec.batchSize);
  const trainStep = compileTrainStep({
    model,
    loss: classificationLoss(spec.labelSmoothing),
    optimizer: spec.optimizer,
    metrics: ['accuracy'],
    seed,
  });
  const rateAt = (step: number) =>
    learningRateAt(spec.schedule, spec.optimizer.learningRate, { step, stepsPerEpoch, epochs: spec.epochs });

  const resumed = await checkpoints.load();
  const history = resumed?.history ?? [];
  let best = resumed?.best ?? [];
  if (resumed) {
    trainStep.write(resumed.state);
    trainStep.step = history.length * stepsPerEpoch;
    context.logger.info(`Continuing after epoch ${history.length} of ${spec.epochs}.`);
  }

  const stopped = () => spec.earlyStopping !== undefined && shouldStop(history, spec.earlyStopping);
  try {
    while (history.length < spec.epochs && !stopped()) {
      const epoch = history.length + 1;
      const firstStep = (epoch - 1) * stepsPerEpoch;
      const batches = batchesOf(training, epochOrder(training.samples.length, seed, epoch), {
        batchSize: spec.batchSize,
        preprocess,
        ...(augmenter && { augmentation: { augmenter, epoch } }),
      });
      const trained = await overBatches(batches, context.signal, async (batch, index, sums) => {
        const step = firstStep + index;
        const result = await trainStep.train(toHost(batch, preprocess), { learningRate: rateAt(step) });
        if (!Number.isFinite(result.loss)) throw diverged(epoch, rateAt(step));
        context.progress({
          done: step + 1,
          total: spec.epochs * stepsPerEpoch,
          unit: 'steps',
          message: `epoch ${epoch}/${spec.epochs}`,
          metrics: meansOf(added(sums, result)),
        });
        return result;
      });
      const inOrder = Array.from({ length: validation.samples.length }, (_, index) => index);
      const validated = meansOf(
        await overBatches(
          batchesOf(validation, inOrder, { batchSize: EVALUATION_BATCH, preprocess }),
          context.signal,
          (batch) => trainStep.evaluate(toHost(batch, preprocess)),
        ),
      );
      const record: EpochRecord = {
        epoch,
        learningRate: rateAt(firstStep + stepsPerEpoch - 1),
        ...meansOf(trained),
        validationLoss: validated.loss,
        validationAccuracy: validated.accuracy,
      };
      history.push(record);
      trainStep.updateModel();
      if (bestEpochOf(history) === epoch) best = readWeights(model);
      await checkpoints.save({
        history,
        bestEpoch: bestEpochOf(history),
        state: trainStep.read() as Map<string, Float32Array>,
        best,
      });
      context.logger.info(formatEpoch(record, spec.epochs));
    }
  } finally {
    trainStep.dispose();
  }
  return { history, bestEpoch: bestEpochOf(history), best };
}

/** Sums over samples, so that they add up over batches of different sizes. */
interface Sums {
  count: number;
  loss: number;
  correct: number;
}

/**
 * Runs `step` over batches and adds up the results. The next batch is prepared while the native call of this one runs on another thread; cancellation
 * and heartbeats come through in between.
 */
async function overBatches(
  batches: Iterator<Batch>,
  signal: AbortSignal,
  step: (batch: Batch, index: number, sums: Sums) => Promise<StepResult>,
): Promise<Sums> {
  let sums: Sums = { count: 0, loss: 0, correct: 0 };
  let batch = batches.next();
  for (let index = 0; !batch.done; index++) {
    signal.throwIfAborted();
    const running = step(batch.value, index, sums);
    batch = batches.next();
    sums = added(sums, await running);
  }
  return sums;
}

function added({ count, loss, correct }: Sums, { samples, loss: mean, metrics }: StepResult): Sums {
  return {
    count: count + samples,
    loss: loss + mean * samples,
    correct: correct + (metrics.accuracy as number) * samples,
  };
}

function meansOf({ count, loss, correct }: Sums): { loss: number; accuracy: number } {
  return { loss: loss / count, accuracy: correct / count };
}

function toHost({ count, inputs, targets }: Batch, { height, width, channels }: TrainInput['preprocess']): StepBatch {
  return {
    inputs: { shape: [count, height, width, channels], data: inputs },
    targets: { shape: [count], data: targets },
  };
}

/** One line an epoch, as Keras prints it. */
function formatEpoch(record: EpochRecord, epochs: number): string {
  const values = {
    loss: record.loss,
    accuracy: record.accuracy,
    'val loss': record.validationLoss,
    'val accuracy': record.validationAccuracy,
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
