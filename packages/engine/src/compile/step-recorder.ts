import type { OptimizerSpec } from '@sightline/contracts';
import { EngineError } from '../errors.ts';
import { frozenWithin } from '../layers/layers-within.ts';
import { lowerLayer } from '../layers/lowering.ts';
import { penaltiesOf } from '../layers/penalties.ts';
import { requireCompilable } from '../layers/require-compilable.ts';
import { StepContext } from '../layers/step-context.ts';
import { rememberingLogits } from '../losses/activation-input.ts';
import { onAverages } from '../optimizers/moving-average.ts';
import { addOptimizer, type Phase } from '../optimizers/optimizer.ts';
import { applyPasses } from '../passes/passes.ts';
import { passesFor, type Precision } from '../precision.ts';
import { type Program, type Value, valuesOf } from '../program/program.ts';
import { trace } from '../record/trace.ts';
import { tf } from '../tensorflow.ts';
import { type NamedHostTensor, targetsName } from './batch.ts';
import { toTensor } from './host-tensor.ts';
import type { Objective } from './objective.ts';
import type { SessionVariables } from './session-variables.ts';
import { recordConstraints } from './weight-constraints.ts';

/** What a program does with a batch. */
export type Mode = Phase | 'evaluate' | 'evaluateAverages';

/** What is trained, and how. */
export interface RecordingOptions {
  readonly model: tf.LayersModel;
  readonly objective: Objective;
  readonly optimizer: OptimizerSpec;
  readonly precision?: Precision;
  /** The root seed of dropout and noise. */
  readonly seed?: number;
}

/** Records the programs of one training. */
export class StepRecorder {
  readonly #model: tf.LayersModel;
  readonly #optimizer: OptimizerSpec;
  readonly #objective: Objective;
  readonly #precision: Precision;
  readonly #seed: number;
  readonly #variables: SessionVariables;
  /** By the weight's name. */
  readonly #constraints: ReadonlyMap<string, Program>;

  /** @throws EngineError `engine/not-recordable` or `engine/invalid-options`, naming the layer that cannot be compiled */
  constructor(
    { model, objective, optimizer, precision = 'float32', seed = 0 }: RecordingOptions,
    variables: SessionVariables,
  ) {
    this.#model = model;
    this.#optimizer = optimizer;
    this.#objective = objective;
    this.#precision = precision;
    this.#seed = seed;
    this.#variables = variables;
    requireCompilable(model);
    this.#constraints = new Map(
      [...recordConstraints(model)].map(([variable, program]) => [variables.nameOf(variable), program]),
    );
  }

  record(batch: readonly NamedHostTensor[], mode: Mode): Program {
    const batchInputs = batch.map(({ name, ...tensor }) => ({ name, tensor: toTensor(tensor) }));
    const step = tf.scalar(0, 'int32');
    const learningRate = tf.scalar(0);
    const scalars = [
      { name: 'step', tensor: step },
      { name: 'learningRate', tensor: learningRate },
    ];
    const context = new StepContext({ seed: this.#seed, step, frozen: frozenWithin(this.#model) });
    const kept: tf.Tensor[] = [];
    const evaluates = mode === 'evaluate' || mode === 'evaluateAverages';
    try {
      const weights = this.#model.weights.map((weight) => {
        const variable = weight.read() as tf.Variable;
        return { name: this.#variables.nameOf(variable), tensor: variable };
      });
      const fn = (tensors: Record<string, tf.Tensor>) =>
        rememberingLogits(() => (evaluates ? this.#forward(tensors, false) : this.#gradients(tensors, kept)));
      const recorded = trace(fn, {
        inputs: evaluates ? batchInputs : [...batchInputs, ...scalars],
        variables: weights,
        nameVariable: (variable) => this.#variables.nameOf(variable),
        lower: (layer) => lowerLayer(layer, context),
      });
      const whole = evaluates ? recorded : this.#withOptimizer(recorded, mode);
      const program = applyPasses(whole, passesFor(this.#precision));
      return mode === 'evaluateAverages' ? onAverages(program, this.#trained()) : program;
    } finally {
      tf.dispose([...batchInputs.map(({ tensor }) => tensor), step, learningRate, ...kept]);
    }
  }

  #gradients(tensors: Record<string, tf.Tensor>, kept: tf.Tensor[]): Record<string, tf.Tensor> {
    const trainable = this.#model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    if (trainable.length === 0) {
      throw new EngineError(
        'engine/invalid-options',
        'The model has no trainable weights. Set trainable = true on a layer.',
      );
    }
    let figures: Record<string, tf.Tensor> = {};
    const { value, grads } = tf.variableGrads(() => {
      const { loss, ...others } = this.#forward(tensors, true) as Record<string, tf.Tensor> & {
        loss: tf.Scalar;
      };
      figures = others;
      kept.push(...Object.values(figures).map((figure) => tf.keep(figure)));
      return loss;
    }, trainable);
    return {
      loss: value,
      ...figures,
      ...Object.fromEntries(
        trainable.flatMap((variable) => {
          const gradient = grads[variable.name];
          return gradient ? [[`gradient of ${this.#variables.nameOf(variable)}`, gradient]] : [];
        }),
      ),
    };
  }

  /** Names of the weights that are trained. */
  #trained(): Set<string> {
    return new Set(this.#model.trainableWeights.map((weight) => this.#variables.nameOf(weight.read() as tf.Variable)));
  }

  #forward(tensors: Record<string, tf.Tensor>, training: boolean): Record<string, tf.Tensor> {
    const inputs = this.#model.inputs.map((_, index) => tensors[`input${index}`] as tf.Tensor);
    const targets = this.#objective.names.map((output) => tensors[targetsName(output)] as tf.Tensor);
    const predictions = [this.#model.apply(inputs, { training })].flat() as tf.Tensor[];
    const { loss, sums } = this.#objective.judge({ predictions, targets, weights: tensors.weights, training });
    return { loss: penaltiesOf(this.#model).reduce((total, penalty) => total.add(penalty), loss), ...sums };
  }

  #withOptimizer(recorded: Program, mode: Phase): Program {
    const values = valuesOf(recorded);
    const inputNamed = (wanted: string): Value => recorded.inputs.find(({ name }) => name === wanted) as Value;
    const prefix = 'gradient of ';
    const isGradient = ({ name }: { name: string }): boolean => name.startsWith(prefix);
    return addOptimizer(
      {
        program: recorded.with({ outputs: recorded.outputs.filter((output) => !isGradient(output)) }),
        gradients: new Map(
          recorded.outputs
            .filter(isGradient)
            .map(({ name, id }) => [name.slice(prefix.length), values.get(id) as Value]),
        ),
        constraints: this.#constraints,
        learningRate: inputNamed('learningRate'),
        step: inputNamed('step'),
      },
      this.#optimizer,
      mode,
    );
  }
}
