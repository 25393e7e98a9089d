import { setImmediate } from 'node:timers/promises';
import type { EpochRecord, TrainInput } from '@sightline/contracts';
import type { StageContext } from '@sightline/artifacts';
import type { Augmenter } from '@sightline/augment';
import type { tf } from '@sightline/engine';
import { type Batch, batchesOf, epochOrder, type LoadedSplit } from './batches.ts';
import type { checkpointsOf } from './checkpoint.ts';
import { bestEpochOf, shouldStop } from './early-stopping.ts';
import { TrainerError } from './errors.ts';
import { createOptimizer } from './optimizer.ts';
import { learningRateAt } from './schedule.ts';
import { evaluateStep, type StepResult, trainStep } from './step.ts';
import { readVariables, readWeights, writeVariables, writeWeights } from './weights.ts';

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

/** Runs the epochs, from the last checkpoint on when there is one. */
export async function fit(material: FitMaterial, input: TrainInput, context: StageContext): Promise<FitResult> {
  const { model, training, validation, augmenter, checkpoints } = material;
  const { fit: spec, preprocess, seed } = input;
  const stepsPerEpoch = Math.ceil(training.samples.length / spec.batchSize);
  const optimizer = createOptimizer(
    spec.optimizer,
    model.trainableWeights.map((weight) => weight.read() as tf.Variable),
  );
  const rateAt = (step: number) =>
    learningRateAt(spec.schedule, spec.optimizer.learningRate, { step, stepsPerEpoch, epochs: spec.epochs });

  const resumed = await checkpoints.load();
  const history = resumed?.history ?? [];
  let best = resumed?.best ?? [];
  if (resumed) {
    writeWeights(model, resumed.weights);
    writeVariables(optimizer.slots, resumed.slots);
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
      const trained = await overBatches(batches, context.signal, (batch, index, sums) => {
        const step = firstStep + index;
        const result = trainStep(model, optimizer, batch, {
          step: step + 1,
          learningRate: rateAt(step),
          labelSmoothing: spec.labelSmoothing,
        });
        if (!Number.isFinite(result.loss)) throw diverged(epoch, rateAt(step));
        context.progress({
          done: step + 1,
          total: spec.epochs * stepsPerEpoch,
          unit: 'steps',
          message: `epoch ${epoch}/${spec.epochs}`,
          metrics: meansOf(sums, result),
        });
        return result;
      });
      const inOrder = Array.from({ length: validation.samples.length }, (_, index) => index);
      const validated = await overBatches(
        batchesOf(validation, inOrder, { batchSize: EVALUATION_BATCH, preprocess }),
        context.signal,
        (batch) => evaluateStep(model, batch),
      );
      const record: EpochRecord = {
        epoch,
        learningRate: rateAt(firstStep + stepsPerEpoch - 1),
        ...meansOf(trained),
        validationLoss: validated.loss / validated.count,
        validationAccuracy: validated.correct / validated.count,
      };
      history.push(record);
      const weights = readWeights(model);
      if (bestEpochOf(history) === epoch) best = weights;
      await checkpoints.save({
        history,
        bestEpoch: bestEpochOf(history),
        weights,
        slots: readVariables(optimizer.slots),
        best,
      });
      context.logger.info(formatEpoch(record, spec.epochs));
    }
  } finally {
    optimizer.dispose();
  }
  return { history, bestEpoch: bestEpochOf(history), best };
}

/** Runs `step` over batches and adds up the results. Gives the event loop a turn after each: cancellation and heartbeats come through. */
async function overBatches(
  batches: Iterable<Batch>,
  signal: AbortSignal,
  step: (batch: Batch, index: number, sums: StepResult) => StepResult,
): Promise<StepResult> {
  const sums: StepResult = { count: 0, loss: 0, correct: 0 };
  let index = 0;
  for (const batch of batches) {
    signal.throwIfAborted();
    const result = step(batch, index++, sums);
    sums.count += result.count;
    sums.loss += result.loss;
    sums.correct += result.correct;
    await setImmediate();
  }
  return sums;
}

function meansOf(
  sums: StepResult,
  latest: StepResult = { count: 0, loss: 0, correct: 0 },
): { loss: number; accuracy: number } {
  const count = sums.count + latest.count;
  return { loss: (sums.loss + latest.loss) / count, accuracy: (sums.correct + latest.correct) / count };
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
