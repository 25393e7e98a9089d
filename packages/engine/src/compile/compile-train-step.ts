import { type OptimizerSpec, optimizerSchema, parse } from '@sightline/contracts';
import { EngineError } from '../errors.ts';
import { requireBuilt } from '../host/model-inputs.ts';
import { registerKernels } from '../kernels/register.ts';
import { lastingNames } from '../layers/model/lasting-names.ts';
import { weightsWithin } from '../layers/model/layers-within.ts';
import { WatchedModel } from '../layers/model/watched-model.ts';
import { type Phase, slotsOf } from '../optimizers/optimizer.ts';
import { type Precision, precisionWarning, runsInSequence } from '../precision.ts';
import type { Program, TensorData } from '../program/program.ts';
import { Session } from '../session/session.ts';
import type { State } from '../session/variable-store.ts';
import type { tf } from '../tensorflow.ts';
import { type Batch, tensorsOf } from './objective/batch.ts';
import { CompiledSteps } from './steps/compiled-steps.ts';
import { EagerSteps } from './steps/eager-steps.ts';
import { FallbackSteps } from './steps/fallback-steps.ts';
import { Objective } from './objective/objective.ts';
import { requireTrainStepOptions, type TrainStepOptions } from './options.ts';
import { SessionVariables } from './weights/session-variables.ts';
import { StepFunction } from './steps/step-function.ts';
import { StepRecorder } from './steps/step-recorder.ts';
import type { Mode, StepRunner } from './steps/step-runner.ts';
import { type BatchSums, Totals } from './objective/totals.ts';

/** Figures of a batch; `loss` is the mean over its samples and includes the regularisers. */
export interface StepResult extends BatchSums {
  readonly metrics: Readonly<Record<string, number>>;
}

/** Which weights are meant. */
interface WeightsOptions {
  /** The moving averages that `emaMomentum` keeps; what is not trained has none, as in Keras. Default: false. */
  readonly useEma?: boolean;
}

/** A model, a loss and an optimizer as native programs over one set of variables. */
export interface TrainStep {
  /** Count of calls of `train` so far. Set it when a state is restored. */
  step: number;
  /** Whether steps run as native programs, or eagerly as `fallback` allows. */
  readonly mode: StepRunner['kind'];
  readonly optimizer: OptimizerSpec;
  readonly precision: Precision;
  /** One step of training, as one native call, while JavaScript continues. Await it before the next. */
  train(batch: Batch, options?: { learningRate?: number }): Promise<StepResult>;
  /**
   * Refuses a batch that `train` and `evaluate` would refuse for its data, without computing anything.
   *
   * @throws EngineError `engine/invalid-options`
   */
  check(batch: Batch): void;
  /** Loss and metrics as at inference, of the weights or of their moving averages. */
  evaluate(batch: Batch, options?: WeightsOptions): Promise<StepResult>;
  /** The program that trains on batches of this shape, recorded now unless it was. */
  program(batch: Batch): Program;
  /** Loss and metrics over several batches: `add` their results. */
  totals(): Totals;
  readonly session: Session;
  /** Weights and optimizer slots by name. */
  read(): Map<string, TensorData>;
  write(state: State): void;
  /** sha256 of them. */
  hash(): string;
  /**
   * Brings the trained weights, or their moving averages, into the model's own variables:
   * before `model.save` or `model.predict`.
   */
  updateModel(options?: WeightsOptions): void;
  /**
   * Takes all weights from the model's own variables; those that were assigned (`layer.setWeights`) are taken at the
   * next step by themselves.
   */
  takeModel(): void;
  dispose(): void;
}

/**
 * Compiles training: forward pass, loss, metrics, gradients and the optimizer's update become one program for each
 * shape of batch, recorded when it is first seen, and a step one native call. Where the model's inputs have open sizes
 * besides the batch, one program serves all of them, if the model computes the same for all. What changes in the model
 * between two steps takes effect at the next, for batches of every shape: `trainable` of layers and models (a weight
 * that is frozen keeps what the optimizer knows of it), weights that are set, settings of layers such as `rate`.
 *
 * @throws EngineError `engine/not-recordable`, naming the layer and the line, when the model computes in a way that
 * cannot be recorded, and `engine/invalid-options` when a gradient is missing: at once where the model's inputs have
 * fixed sizes, else at the first batch
 *
 * @example
 * const loss = 'sparseCategoricalCrossentropy';
 * const trainStep = compileTrainStep({ model, loss, optimizer: 'adam', metrics: ['accuracy'] });
 * const inputs = { shape: [64, 28, 28, 1], data };
 * const { metrics } = await trainStep.train({ inputs, targets: { shape: [64], data: labels } });
 */
export function compileTrainStep(options: TrainStepOptions): TrainStep {
  registerKernels();
  requireTrainStepOptions(options);
  const { model, warn = process.emitWarning } = options;
  requireBuilt(model);
  const warning = precisionWarning(options.precision);
  if (warning !== undefined) warn(warning);
  const optimizer = parse(optimizerSchema, options.optimizer, 'optimizer');
  const objective = new Objective(options, model);
  const session = new Session({ sequential: runsInSequence(options.precision), ...options });
  const variables = new SessionVariables(session);
  const nameOf = lastingNames(model);
  for (const weight of weightsWithin(model))
    variables.nameOf(weight.read() as tf.Variable, nameOf(weight.originalName));
  variables.remember();
  const { precision = 'float32', seed = 0 } = options;
  const fn = new StepFunction({ model, objective }, variables);
  const watched = new WatchedModel(model);
  const compiled = () =>
    new CompiledSteps(new StepRecorder({ model, fn, optimizer, precision, seed, watched, nameOf }, variables), session);
  const eager = (reason: EngineError) =>
    new EagerSteps({ model, fn, optimizer, seed, nameOf, session, variables, reason });
  const runner = orDispose(session, () =>
    options.fallback === 'eager' ? new FallbackSteps({ compiled, eager, warn }) : compiled(),
  );

  const run = async (batch: Batch, mode: Mode, position = { step: 0, learningRate: 0 }): Promise<StepResult> => {
    watched.requireSameLayers();
    const tensors = tensorsOf(batch, { model, objective });
    variables.takeAssigned();
    const outputs = await runner.run(tensors, mode, position);
    const sums = Object.fromEntries([...outputs].map(([name, { data }]) => [name, data as Float32Array]));
    const { loss, ...others } = sums;
    return {
      samples: tensors[0]?.shape[0] ?? 0,
      loss: loss?.[0] as number,
      get metrics() {
        return objective.metrics(others);
      },
      sums: others,
    };
  };
  const modeOf = (step: number): Phase => ((step + 1) % optimizer.accumulationSteps === 0 ? 'update' : 'accumulate');

  let trained = watched.trainability;
  /** What is accumulated is of the weights that were trained when it began. */
  const requireSameTrained = (step: number): void => {
    const { trainability } = watched;
    if (step % optimizer.accumulationSteps === 0) trained = trainability;
    if (trained === trainability) return;
    throw new EngineError(
      'engine/invalid-state',
      `What is trained changed between two of the ${optimizer.accumulationSteps} ` +
        'batches whose gradients are accumulated. Set trainable after the last of them.',
    );
  };

  return {
    step: 0,
    optimizer,
    precision,
    session,
    get mode() {
      return runner.kind;
    },
    async train(batch, { learningRate = optimizer.learningRate } = {}) {
      if (!Number.isFinite(learningRate)) throw noRate(learningRate);
      requireSameTrained(this.step);
      const result = await run(batch, modeOf(this.step), { step: this.step, learningRate });
      this.step++;
      return result;
    },
    async evaluate(batch, { useEma = false } = {}) {
      if (useEma) requireAverages(optimizer);
      return run(batch, useEma ? 'evaluateAverages' : 'evaluate');
    },
    check: (batch) => void tensorsOf(batch, { model, objective }),
    program(batch) {
      variables.takeAssigned();
      return runner.program(tensorsOf(batch, { model, objective }), modeOf(this.step));
    },
    totals: () => new Totals(objective),
    read() {
      variables.takeAssigned();
      return session.read();
    },
    write(state) {
      variables.takeAssigned();
      variables.declare(state, slotsOf(optimizer));
      session.write(state);
    },
    hash() {
      variables.takeAssigned();
      return session.hash();
    },
    updateModel(weights = {}) {
      if (weights.useEma) requireAverages(optimizer);
      variables.takeAssigned();
      variables.pull(weights);
    },
    takeModel: () => variables.push(),
    dispose: () => session.dispose(),
  };
}

function noRate(learningRate: unknown): EngineError {
  return new EngineError(
    'engine/invalid-options',
    `Received the learning rate ${String(learningRate)}. Allowed: a finite number.`,
  );
}

function requireAverages({ emaMomentum }: OptimizerSpec): void {
  if (emaMomentum !== undefined) return;
  throw new EngineError(
    'engine/invalid-options',
    'useEma asks for moving averages, which the optimizer does not keep. ' +
      'Set emaMomentum of the optimizer, 0.99 for example.',
  );
}

function orDispose<Result>(session: Session, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    session.dispose();
    throw error;
  }
}
