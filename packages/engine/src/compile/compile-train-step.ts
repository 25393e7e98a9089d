import { type OptimizerOptions, type OptimizerSpec, optimizerSchema, parse } from '@sightline/contracts';
import { EngineError } from '../errors.ts';
import { registerKernels } from '../kernels/register.ts';
import type { Phase } from '../optimizers/optimizer.ts';
import type { Program, TensorData } from '../program/program.ts';
import { precisionWarning } from '../precision.ts';
import type { SessionOptions } from '../session/session-config.ts';
import type { HostTensor } from '../session/native-program.ts';
import { type LoadedProgram, Session } from '../session/session.ts';
import type { State } from '../session/variable-store.ts';
import type { tf } from '../tensorflow.ts';
import { type Batch, type NamedHostTensor, tensorsOf } from './batch.ts';
import { Objective, type ObjectiveOptions } from './objective.ts';
import { ProgramCache } from './program-cache.ts';
import { SessionVariables } from './session-variables.ts';
import { type Mode, type RecordingOptions, StepRecorder } from './step-recorder.ts';
import { Totals } from './totals.ts';

/** A model, what it is trained towards, and how. */
export type TrainStepOptions = ObjectiveOptions &
  Omit<RecordingOptions, 'optimizer' | 'objective'> &
  SessionOptions & {
    readonly optimizer: OptimizerOptions;
    /** Hears of a precision that this CPU is slow at; by default a warning of the process. */
    readonly warn?: (message: string) => void;
  };

/** Figures of a batch; `loss` is the mean over its samples and includes the regularisers. */
export interface StepResult {
  readonly samples: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** What the metrics are computed from: {@link Totals} adds those of several batches up. */
  readonly sums: Readonly<Record<string, Float32Array>>;
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
  /** One step of training, as one native call; JavaScript goes on meanwhile. Await it before the next. */
  train(batch: Batch, options?: { learningRate?: number }): Promise<StepResult>;
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
  /** Brings the trained weights, or their moving averages, into the model's own variables: before `model.save` or `model.predict`. */
  updateModel(options?: WeightsOptions): void;
  /** Takes the weights from the model's own variables. */
  takeModel(): void;
  dispose(): void;
}

/**
 * Compiles training: forward pass, loss, metrics, gradients and the optimizer's update become one program for each shape of batch, recorded when it
 * is first seen, and a step one native call.
 *
 * @throws EngineError `engine/not-recordable`, naming the layer and the line, when the model computes in a way that cannot be recorded;
 * `engine/invalid-options`
 *
 * @example
 * const trainStep = compileTrainStep({ model, loss: 'sparseCategoricalCrossentropy', optimizer: { kind: 'adam', learningRate: 0.001 }, metrics: ['accuracy'] });
 * const { loss, metrics } = await trainStep.train({ inputs: { shape: [64, 28, 28, 1], data }, targets: { shape: [64], data: labels } });
 */
export function compileTrainStep(options: TrainStepOptions): TrainStep {
  registerKernels();
  const { model, warn = process.emitWarning } = options;
  const warning = precisionWarning(options.precision);
  if (warning !== undefined) warn(warning);
  const optimizer = parse(optimizerSchema, options.optimizer, 'optimizer');
  const objective = new Objective(options, model);
  const session = new Session(options);
  const variables = new SessionVariables(session);
  for (const weight of model.weights) variables.nameOf(weight.read() as tf.Variable, weight.originalName);
  const cache = new ProgramCache();
  const recorder = new StepRecorder({ ...options, objective, optimizer }, variables);

  const programFor = (tensors: readonly NamedHostTensor[], mode: Mode): LoadedProgram =>
    cache.get(mode, tensors, () => {
      const loaded = session.load(recorder.record(tensors, mode));
      if (mode === 'update') requireNothingAwaiting(session);
      return loaded;
    });
  const run = async (batch: Batch, mode: Mode, scalars: readonly HostTensor[]): Promise<StepResult> => {
    const tensors = tensorsOf(batch, objective.names);
    const { program, runAsync } = programFor(tensors, mode);
    const [loss, ...values] = await runAsync([...tensors, ...scalars]);
    const sums = Object.fromEntries(
      values.map(({ data }, index) => [program.outputs[index + 1]?.name ?? '', data as Float32Array]),
    );
    return {
      samples: tensors[0]?.shape[0] ?? 0,
      loss: (loss as HostTensor).data[0] as number,
      get metrics() {
        return objective.metrics(sums);
      },
      sums,
    };
  };
  const modeOf = (step: number): Phase => ((step + 1) % optimizer.accumulationSteps === 0 ? 'update' : 'accumulate');

  return {
    step: 0,
    session,
    async train(batch, { learningRate = optimizer.learningRate } = {}) {
      const scalars = [
        { shape: [], data: Int32Array.of(this.step) },
        { shape: [], data: Float32Array.of(learningRate) },
      ];
      const result = await run(batch, modeOf(this.step), scalars);
      this.step++;
      return result;
    },
    async evaluate(batch, { useEma = false } = {}) {
      if (useEma) requireAverages(optimizer);
      return run(batch, useEma ? 'evaluateAverages' : 'evaluate', []);
    },
    program(batch) {
      return programFor(tensorsOf(batch, objective.names), modeOf(this.step)).program;
    },
    totals: () => new Totals(objective),
    read: () => session.read(),
    write(state) {
      variables.declare(state);
      session.write(state);
    },
    hash: () => session.hash(),
    updateModel(weights = {}) {
      if (weights.useEma) requireAverages(optimizer);
      variables.pull(weights);
    },
    takeModel: () => variables.push(),
    dispose: () => session.dispose(),
  };
}

function requireAverages({ emaMomentum }: OptimizerSpec): void {
  if (emaMomentum !== undefined) return;
  throw new EngineError(
    'engine/invalid-options',
    'useEma asks for moving averages, which the optimizer does not keep. Set emaMomentum of the optimizer, 0.99 for example.',
  );
}

/** A program that updates declares every variable there is: what still waits belongs to another training. */
function requireNothingAwaiting(session: Session): void {
  const [first, ...others] = session.awaiting;
  if (first === undefined) return;
  throw new EngineError(
    'engine/invalid-state',
    `The state that was restored names ${first}${others.length > 0 ? ` and ${others.length} others` : ''}, which this training does not have. ` +
      'Restore the state of the same model and optimizer.',
  );
}
