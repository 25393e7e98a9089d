import type { OptimizerSpec } from '@sightline/contracts';
import { EngineError } from '../../errors.ts';
import { frozenWithin } from '../../layers/model/layers-within.ts';
import { lowerLayer } from '../../layers/lowering/lowering.ts';
import { requireCompilable } from '../../layers/checks/require-compilable.ts';
import { StepContext } from '../../record/step-context.ts';
import type { WatchedModel } from '../../layers/model/watched-model.ts';
import { onAverages } from '../../optimizers/moving-average.ts';
import { addOptimizer, type Phase } from '../../optimizers/optimizer.ts';
import { applyPasses } from '../../passes/passes.ts';
import { passesFor, type Precision } from '../../precision.ts';
import { type Program, type Shape, type Value, valuesOf } from '../../program/program.ts';
import { recordOpen } from '../../record/sizes/record-open.ts';
import { trace } from '../../record/tracing/trace.ts';
import type { NamedTensor, TensorFunction } from '../../record/tracing/trace-options.ts';
import { tf } from '../../tensorflow.ts';
import { type NamedHostTensor, toTensor, zerosLike } from '../../host/host-tensor.ts';
import { followingShape, hasOpenOutputs, hasOpenSizes, openShapes } from '../programs/open-shapes.ts';
import type { SessionVariables } from '../weights/session-variables.ts';
import { gradientsOf, type StepFunction } from './step-function.ts';
import type { Mode } from './step-runner.ts';
import { recordConstraints } from '../weights/weight-constraints.ts';

interface RecorderOptions {
  readonly model: tf.LayersModel;
  readonly fn: StepFunction;
  readonly optimizer: OptimizerSpec;
  readonly precision: Precision;
  readonly seed: number;
  /** What layers are called in every process. */
  readonly nameOf: (layer: string) => string;
  readonly watched: WatchedModel;
}

interface Tracing {
  readonly inputs: readonly NamedTensor[];
  readonly training: boolean;
  /** Whether the number of time steps is open. */
  readonly freeTime: boolean;
}

/** Records the programs of one training. */
export class StepRecorder {
  readonly #options: RecorderOptions;
  readonly #variables: SessionVariables;
  readonly #watched: WatchedModel;
  /** By the weight's name. */
  readonly #constraints = new Map<string, Program>();

  /**
   * @throws EngineError `engine/not-recordable` or `engine/invalid-options`, naming the layer that cannot be compiled
   */
  constructor(options: RecorderOptions, variables: SessionVariables) {
    this.#options = options;
    this.#variables = variables;
    this.#watched = options.watched;
    requireCompilable(options.model);
    this.#recordConstraints();
    this.#probe();
  }

  /** What a program depends on besides the batch: the same string as long as it may be used. */
  state(mode: Mode): string {
    const { trainability, settings } = this.#watched;
    return `${trainability} ${settings}${mode === 'evaluateAverages' ? ` ${this.#averaged().size}` : ''}`;
  }

  /** Whether the model's inputs have open sizes besides the batch. */
  get isOpen(): boolean {
    return hasOpenSizes(this.#options.model);
  }

  /** The program for batches of this shape. */
  record(batch: readonly NamedHostTensor[], mode: Mode): Program {
    return this.#complete(this.#traceStep(batch, mode), mode);
  }

  /**
   * The program for batches of any open sizes, otherwise as this one.
   *
   * @throws EngineError `engine/not-recordable` when the model computes otherwise for other sizes
   */
  recordOpen(batch: readonly NamedHostTensor[], mode: Mode): Program {
    const { model, fn } = this.#options;
    const inputs = batch.slice(0, model.inputs.length);
    const before = hasOpenOutputs(model) ? this.#outputShapes(inputs) : [];
    const recorded = recordOpen(openShapes(model), (shapes) => {
      const given = inputs.map(({ name, data }, index) => ({ name, ...zerosLike(data, shapes[index] as number[]) }));
      const after = before.length > 0 ? this.#outputShapes(given) : [];
      const others = batch.slice(inputs.length).map(({ name, shape, data }) => {
        const output = fn.outputOf(name);
        const [own, own2] = [before[output], after[output]];
        const follows = own && own2 && { before: own, after: own2 };
        return { name, ...zerosLike(data, followingShape(shape, shapes[0]?.[0] as number, follows)) };
      });
      return this.#traceStep([...given, ...others], mode, true);
    });
    return this.#complete(recorded, mode);
  }

  #traceStep(batch: readonly NamedHostTensor[], mode: Mode, freeTime = false): Program {
    const { fn } = this.#options;
    const inputs = batch.map(({ name, ...tensor }) => ({ name, tensor: toTensor(tensor) }));
    if (mode === 'evaluate' || mode === 'evaluateAverages') {
      return this.#trace((tensors) => fn.evaluate(tensors), { inputs, training: false, freeTime });
    }
    const kept: tf.Tensor[] = [];
    try {
      return this.#trace((tensors) => fn.train(tensors, kept), { inputs, training: true, freeTime });
    } finally {
      tf.dispose(kept);
    }
  }

  #complete(recorded: Program, mode: Mode): Program {
    if (mode === 'evaluate') return this.#finish(recorded);
    if (this.#options.optimizer.emaMomentum !== undefined) this.#variables.startAverages(this.#trained());
    if (mode === 'evaluateAverages') return onAverages(this.#finish(recorded), this.#averaged());
    this.#recordConstraints();
    return this.#finish(this.#withOptimizer(recorded, mode));
  }

  /** Of the outputs that are trained, in the objective's order. */
  #outputShapes(batch: readonly NamedHostTensor[]): Shape[] {
    const inputs = batch.map(({ name, ...tensor }) => ({ name, tensor: toTensor(tensor) }));
    const { fn } = this.#options;
    const program = this.#trace((tensors) => fn.predict(tensors), { inputs, training: false, freeTime: true });
    const values = valuesOf(program);
    return program.outputs.map(({ id }) => values.get(id)?.shape ?? []);
  }

  /**
   * Runs the model on zeros, so that what cannot be recorded or has no gradient is known before the first batch. Not
   * where a size is open.
   */
  #probe(): void {
    const { model, fn } = this.#options;
    const shapes = model.inputs.map(({ shape: [batch, ...sizes] }) => [batch ?? 2, ...sizes]);
    if (shapes.flat().includes(null)) return;
    const zeros = shapes.map((shape, index) => tf.zeros(shape as number[], model.inputs[index]?.dtype));
    const inputs = zeros.map((tensor, index) => ({ name: `input${index}`, tensor }));
    const probe = (): Record<string, tf.Tensor> => {
      fn.probe(zeros);
      return {};
    };
    try {
      this.#trace(probe, { inputs, training: true, freeTime: false });
    } catch (error) {
      // Of another error, the batch itself says more than zeros do.
      if (error instanceof EngineError && error.code !== 'engine/invalid-program') throw error;
    }
  }

  /** Disposes of the inputs. */
  #trace(fn: TensorFunction, { inputs, training, freeTime }: Tracing): Program {
    const { model, seed, nameOf } = this.#options;
    const step = tf.scalar(0, 'int32');
    const learningRate = tf.scalar(0);
    const scalars = [
      { name: 'step', tensor: step },
      { name: 'learningRate', tensor: learningRate },
    ];
    const context = new StepContext({ seed, step, frozen: frozenWithin(model), nameOf, freeTime });
    try {
      return trace(fn, {
        inputs: training ? [...inputs, ...scalars] : inputs,
        variables: model.weights.map((weight) => {
          const tensor = weight.read() as tf.Variable;
          return { name: this.#variables.nameOf(tensor), tensor };
        }),
        nameVariable: (variable) => this.#variables.nameOf(variable),
        lower: (layer) => lowerLayer(layer, context),
      });
    } finally {
      this.#variables.remember();
      tf.dispose([...inputs.map(({ tensor }) => tensor), step, learningRate]);
    }
  }

  #finish(program: Program): Program {
    return applyPasses(program, passesFor(this.#options.precision));
  }

  /** Names of the weights that are trained. */
  #trained(): Set<string> {
    const { trainableWeights } = this.#options.model;
    return new Set(trainableWeights.map((weight) => this.#variables.nameOf(weight.read() as tf.Variable)));
  }

  /** Names of the weights that have moving averages: those that are trained, and those that were. */
  #averaged(): Set<string> {
    return new Set([...this.#trained(), ...this.#variables.averaged()]);
  }

  /** Of the weights that are trained now, unless they are known. */
  #recordConstraints(): void {
    const isKnown = (variable: tf.Variable): boolean => this.#constraints.has(this.#variables.nameOf(variable));
    for (const [variable, program] of recordConstraints(this.#options.model, isKnown)) {
      this.#constraints.set(this.#variables.nameOf(variable), program);
    }
  }

  #withOptimizer(recorded: Program, mode: Phase): Program {
    const values = valuesOf(recorded);
    const inputNamed = (wanted: string): Value => recorded.inputs.find(({ name }) => name === wanted) as Value;
    const { gradients, figures } = gradientsOf(recorded.outputs.map(({ name, id }) => [name, id] as const));
    return addOptimizer(
      {
        program: recorded.with({ outputs: [...figures].map(([name, id]) => ({ name, id })) }),
        gradients: new Map([...gradients].map(([name, id]) => [name, values.get(id) as Value])),
        constraints: this.#constraints,
        learningRate: inputNamed('learningRate'),
        step: inputNamed('step'),
      },
      this.#options.optimizer,
      mode,
    );
  }
}
