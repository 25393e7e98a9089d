import { type EpochRecord, parse } from '@sightline/contracts';
import type { BatchSource } from '../batches/batch-source.ts';
import { EVALUATION_BATCH } from '../batches/batches.ts';
import { batchesOf, overBatches } from '../batches/over-batches.ts';
import { requireFinite } from '../batches/require-finite.ts';
import { requireSamples } from '../batches/require-samples.ts';
import type { Callback, Training } from '../callbacks/callback.ts';
import { createCallbacks, restoreStates, statesOf } from '../callbacks/callbacks.ts';
import type { EngineSpan } from '../callbacks/engine-spans.ts';
import type { Sampler } from '../samplers/sampler.ts';
import { createSampler } from '../samplers/samplers.ts';
import { learningRateAt } from '../schedules/schedules.ts';
import { type Step, weightsOf } from '../steps/step.ts';
import type { Weights } from '../steps/weights.ts';
import { EpochPlan } from './epoch-plan.ts';
import { type FitOptions, requireFitOptions } from './fit-options.ts';
import { type LoopSpec, loopSchema } from './loop-spec.ts';

/** How a training ended. */
export interface FitResult {
  readonly history: EpochRecord[];
  /** From 1: the best by what early stopping watches, else by the validation loss, or the loss. */
  readonly bestEpoch: number;
  /** How the steps ran: `eager` only as `fallback` allows. */
  readonly mode: Step['mode'];
  /**
   * What computed which epochs: several where the training was continued on another number of threads,
   * other kernels or another TensorFlow.
   */
  readonly engines: readonly EngineSpan[];
}

/** What one epoch needs. */
interface Loop extends Pick<FitOptions, 'step' | 'training' | 'validation'> {
  readonly spec: LoopSpec;
  readonly plan: EpochPlan;
  readonly following: readonly Callback[];
  readonly signal: AbortSignal | undefined;
}

/**
 * Trains a model step by step: epochs in the order of a sampler, a schedule, and the `callbacks` (early stopping,
 * the best weights, a checkpoint after each epoch, …), from the last checkpoint on when there is one. Afterwards
 * the model has the weights of the best epoch, or, without `restoreBestWeights`, of the last one. With
 * `emaMomentum` of the optimizer, the moving averages of the weights are what is validated, compared and kept, as
 * with Keras' `use_ema` and `SwapEMAWeights`.
 *
 * @param model whatever has the weights that the step trains
 * @throws TrainerError `trainer/diverged` when the loss is no longer a number, or no epoch has a number to compare;
 * `trainer/invalid-data` when it is none because the data are not, with the sample; `trainer/empty-source` when there
 * is nothing to train or to validate on; `trainer/invalid-options` for an option that is missing or something else,
 * when early stopping watches what is not measured, or a batch has another number of samples than was asked for
 * @throws the signal's reason when aborted
 */
export async function fit(model: Weights, options: FitOptions): Promise<FitResult> {
  requireFitOptions(model, options);
  const { step, training, validation, checkpoints, context = {} } = options;
  const spec = parse(loopSchema, options.spec, 'the spec');
  requireSamples(training, 'training');
  if (validation) await requireValidation(validation, step);
  if (spec.batchSize > training.count) {
    context.logger?.warn(
      `batchSize ${spec.batchSize} is more than the ${training.count} samples: an epoch is one step.`,
    );
  }
  const plan = new EpochPlan(options.sampler ?? shuffled(options, spec), { ...spec, count: training.count });

  const history: EpochRecord[] = [];
  const followed: Training = {
    model,
    step,
    spec,
    steps: plan.steps,
    hasValidation: validation !== undefined,
    history,
    checkpoints,
    context,
    snapshot: () => ({ history, state: step.read() as Map<string, Float32Array>, callbacks: statesOf(all) }),
  };
  const callbacks = createCallbacks(followed);
  const given = (options.callbacks ?? []).map((each, place) => {
    return [`callbacks[${place}]`, typeof each === 'function' ? each(followed) : each] as const;
  });
  const all: Readonly<Record<string, Callback>> = { ...Object.fromEntries(given), ...callbacks };
  const following = Object.values(all);
  const loop: Loop = {
    step,
    training,
    ...(validation && { validation }),
    spec,
    plan,
    following,
    signal: context.signal,
  };

  for (const callback of following) callback.onTrainBegin?.();
  const resumed = await checkpoints?.load();
  if (resumed) {
    history.push(...resumed.history);
    step.write(resumed.state);
    step.updateModel(weightsOf(step));
    step.step = plan.stepsBefore(history.length + 1);
    context.logger?.info(`Continuing after epoch ${history.length} of ${spec.epochs}.`);
    restoreStates(all, resumed.callbacks);
  }
  while (history.length < spec.epochs && !following.some((callback) => callback.shouldStop?.())) {
    const epoch = history.length + 1;
    for (const callback of following) callback.onEpochBegin?.(epoch);
    history.push({ epoch, ...(await trainEpoch(loop, epoch)), ...(await validate(loop, epoch)) });
    step.updateModel(weightsOf(step));
    for (const callback of following) await callback.onEpochEnd?.();
  }
  for (const callback of following) callback.onTrainEnd?.();
  return { history, bestEpoch: callbacks.bestWeights.bestEpoch, mode: step.mode, engines: callbacks.engineSpans.spans };
}

async function trainEpoch(
  { step, training, spec, plan, following, signal }: Loop,
  epoch: number,
): Promise<Pick<EpochRecord, 'learningRate' | 'training'>> {
  const totals = step.totals();
  const position = { stepsPerEpoch: plan.steps / spec.epochs, epochs: spec.epochs };
  let learningRate = step.optimizer.learningRate;
  const batches = batchesOf(training, plan.orderOf(epoch), spec.batchSize, epoch);
  await overBatches(batches, training, signal, async (batch) => {
    learningRate = learningRateAt(spec.schedule, step.optimizer.learningRate, { step: step.step, ...position });
    const result = await step.train(batch, { learningRate });
    totals.add(result);
    for (const callback of following) callback.onBatchEnd?.({ epoch, learningRate, batch, result, totals });
  });
  return { learningRate, training: { loss: totals.loss, ...totals.metrics } };
}

async function validate({ step, validation, signal }: Loop, epoch: number): Promise<Pick<EpochRecord, 'validation'>> {
  if (!validation) return {};
  const inOrder = Array.from({ length: validation.count }, (_, index) => index);
  const totals = step.totals();
  const batches = batchesOf(validation, inOrder, EVALUATION_BATCH, epoch);
  await overBatches(batches, validation, signal, async (batch) => {
    const result = await step.evaluate(batch, weightsOf(step));
    if (!Number.isFinite(result.loss)) requireFinite(batch, 'validation');
    totals.add(result);
  });
  return { validation: { loss: totals.loss, ...totals.metrics } };
}

/** What is wrong with all of it is said before the first epoch, not after. */
async function requireValidation(validation: BatchSource, step: Step): Promise<void> {
  requireSamples(validation, 'validation');
  const first = Array.from({ length: Math.min(validation.count, EVALUATION_BATCH) }, (_, index) => index);
  for (const batch of batchesOf(validation, first, EVALUATION_BATCH, 1)) step.check?.(await batch);
}

function shuffled({ training: { count }, seed = 0 }: FitOptions, { batchSize }: LoopSpec): Sampler {
  return createSampler({ kind: 'shuffle' }, { count, seed, batchSize });
}
