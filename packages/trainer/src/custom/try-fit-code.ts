import {
  type AnnotatedSample,
  deriveSeed,
  exportName,
  type Pipeline,
  RandomStream,
  SightlineError,
  type TaskFile,
} from '@sightline/contracts';
import type { tf } from '@sightline/engine';
import { openTask } from '@sightline/tasks';
import { arraySource } from '../batches/batches.ts';
import { encodeTargets } from '../batches/targets.ts';
import type { Checkpoint, Checkpoints } from '../checkpoints/checkpoint.ts';
import { fit } from '../fit/fit.ts';
import { loopOf } from '../fit/loop-spec.ts';
import { steps } from '../steps/steps.ts';
import { hashWeights, readWeights, writeWeights } from '../steps/weights.ts';
import { refused } from './custom-code.ts';
import { loadFitCode } from './fit-code.ts';

/** What is tried, and on what. */
interface Trial {
  readonly spec: Pick<Pipeline, 'fit' | 'mix' | 'seed'>;
  readonly file: TaskFile;
  /** Of one batch, each twice at least. */
  readonly samples: readonly AnnotatedSample[];
  readonly inputShape: readonly number[];
  /** Untrained. */
  readonly model: tf.LayersModel;
}

/** Enough to stop after one epoch and to miss what was learnt before. */
const EPOCHS = 3;

/**
 * Trains for a few steps on random inputs by the custom loss, metrics and callbacks of a pipeline; with callbacks also
 * a second time, stopped after an epoch and continued, which must make no difference.
 *
 * @throws ArtifactError, TrainerError, EngineError for what they do wrong
 */
export async function tryFitCode(trial: Trial): Promise<void> {
  const { callbacks = [], loss } = trial.spec.fit;
  const reset = resetterOf(trial.model);
  try {
    const whole = await trained(trial, new KeptInMemory());
    if (callbacks.length === 0) return;
    reset();
    const stopped = new KeptInMemory();
    const stop = new AbortController();
    stopped.onSave = () => stop.abort();
    await trained(trial, stopped, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
    stopped.onSave = () => undefined;
    reset();
    if ((await trained(trial, stopped)) !== whole) throw notContinued(callbacks.map(exportName));
  } catch (error) {
    if (!loss || !(error instanceof SightlineError) || error.code !== 'trainer/diverged') throw error;
    const mended = 'Keep what is divided by, and the arguments of logarithms, away from 0: clipByValue(1e-7, 1)';
    throw refused(exportName(loss), 'gave a loss that is not a number, for random inputs', mended);
  }
}

/** What a training ends in: as in another process, with new modules. */
async function trained(
  { spec, file, samples, inputShape, model }: Trial,
  checkpoints: Checkpoints,
  signal?: AbortSignal,
): Promise<string> {
  const task = openTask(file, { mixed: (spec.mix ?? []).length > 0 });
  const custom = await loadFitCode(spec.fit, { task, file });
  const step = steps[task.objective.step]({
    model,
    objective: task.objective,
    custom,
    optimizer: spec.fit.optimizer,
    precision: spec.fit.precision,
    seed: spec.seed,
    warn: () => undefined,
  });
  try {
    const { history } = await fit(model, {
      step,
      training: randomSource(inputShape, encodeTargets(task, samples), samples.length),
      validation: randomSource(inputShape, encodeTargets(task, samples), samples.length),
      spec: { ...loopOf(spec.fit), epochs: EPOCHS, batchSize: samples.length, schedule: { kind: 'constant' } },
      checkpoints,
      callbacks: custom.callbacks,
      context: signal ? { signal } : {},
    });
    return `${hashWeights(readWeights(model))} ${JSON.stringify(history)}`;
  } finally {
    step.dispose();
  }
}

function randomSource(inputShape: readonly number[], targets: ReturnType<typeof encodeTargets>, count: number) {
  const random = new RandomStream(deriveSeed(0, 'stand-ins'));
  const size = inputShape.reduce((product, side) => product * side, count);
  const data = Float32Array.from({ length: size }, () => random.next());
  return arraySource({ inputs: { shape: [count, ...inputShape], data }, targets });
}

/** The last checkpoint, where nothing outlives the trial. */
class KeptInMemory implements Checkpoints {
  onSave: () => void = () => undefined;
  #last: Checkpoint | undefined;

  async save(checkpoint: Checkpoint): Promise<void> {
    this.#last = structuredClone(checkpoint);
    this.onSave();
  }

  async load(): Promise<Checkpoint | undefined> {
    return structuredClone(this.#last);
  }

  async remove(): Promise<void> {
    this.#last = undefined;
  }
}

/**
 * Makes a network untrained again. Another one would draw other dropout masks: they depend on the names of layers, and
 * tfjs numbers those without a name through all networks of a process.
 */
function resetterOf(model: tf.LayersModel): () => void {
  const weights = readWeights(model);
  const trainable = model.layers.map((layer) => layer.trainable);
  return () => {
    writeWeights(model, weights);
    for (const [index, layer] of model.layers.entries()) layer.trainable = trainable[index] as boolean;
  };
}

function notContinued(names: readonly string[]) {
  return refused(
    names.join(', '),
    'make a training that was stopped and continued end in other weights than one that was not',
    'Keep what a callback remembers from one epoch to the next in its state, { read, restore }, or compute it from ' +
      'history; draw nothing but from a seed and the epoch',
  );
}
