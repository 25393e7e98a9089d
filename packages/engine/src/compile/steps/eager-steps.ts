import type { OptimizerSpec } from '@sightline/contracts';
import type { EngineError } from '../../errors.ts';
import { frozenWithin } from '../../layers/model/layers-within.ts';
import { lowerLayer } from '../../layers/lowering/lowering.ts';
import { StepContext } from '../../record/step-context.ts';
import { gradientInputs } from '../../optimizers/gradient-inputs.ts';
import { addOptimizer, type Phase } from '../../optimizers/optimizer.ts';
import { inOurWords, LayerCalls } from '../../record/calls/layer-calls.ts';
import type { LoadedProgram, Session } from '../../session/session.ts';
import { tf } from '../../tensorflow.ts';
import { scalarsOf } from './compiled-steps.ts';
import { type HostTensor, type NamedHostTensor, toHostTensor, toTensor } from '../../host/host-tensor.ts';
import type { SessionVariables } from '../weights/session-variables.ts';
import { gradientsOf, type StepFunction } from './step-function.ts';
import { type Mode, type Position, requireNothingAwaiting, type StepRunner } from './step-runner.ts';
import { constraintOf } from '../weights/weight-constraints.ts';

interface EagerOptions {
  readonly model: tf.LayersModel;
  readonly optimizer: OptimizerSpec;
  readonly seed: number;
  /** What layers are called in every process. */
  readonly nameOf: (layer: string) => string;
  readonly fn: StepFunction;
  readonly session: Session;
  readonly variables: SessionVariables;
  /** Why the steps are not compiled. */
  readonly reason: EngineError;
}

/**
 * Steps whose forward pass and gradients tfjs dispatches one operation at a time, on the model's own
 * variables. Only the optimizer's update is compiled, so that it is the same; layers draw as they do in a
 * compiled step. Everything is in float32.
 */
export class EagerSteps implements StepRunner {
  readonly kind = 'eager';
  readonly #options: EagerOptions;
  readonly #updates = new Map<string, LoadedProgram>();

  constructor(options: EagerOptions) {
    this.#options = options;
    const { model, variables } = options;
    variables.declare(new Set(model.weights.map((weight) => variables.nameOf(weight.read() as tf.Variable))));
  }

  async run(batch: readonly NamedHostTensor[], mode: Mode, position: Position): Promise<Map<string, HostTensor>> {
    const { model, variables } = this.#options;
    const trained = new Set(model.trainableWeights.map((weight) => variables.nameOf(weight.read() as tf.Variable)));
    variables.pull({ useEma: mode === 'evaluateAverages' });
    const { gradients, figures } = gradientsOf(this.#compute(batch, mode, position));
    // Moving statistics and the like, which layers assign.
    variables.push((name) => !trained.has(name));
    if (mode !== 'update' && mode !== 'accumulate') return figures;
    await this.#update(gradients, mode).runAsync([...gradients.values(), ...scalarsOf(position)]);
    if (mode === 'update') this.#constrain(gradients);
    return figures;
  }

  program(): never {
    throw this.#options.reason;
  }

  #compute(batch: readonly NamedHostTensor[], mode: Mode, { step }: Position): [string, HostTensor][] {
    const { model, fn, seed, nameOf } = this.#options;
    const kept: tf.Tensor[] = [];
    const count = tf.scalar(step, 'int32');
    const context = new StepContext({ seed, step: count, frozen: frozenWithin(model), nameOf });
    const calls = new LayerCalls((layer) => (layer.stateful ? undefined : lowerLayer(layer, context)));
    const computed: [string, HostTensor][] = [];
    try {
      tf.tidy(() => {
        const tensors = Object.fromEntries(batch.map(({ name, ...tensor }) => [name, toTensor(tensor)]));
        const trains = mode === 'update' || mode === 'accumulate';
        const outputs = trains ? fn.train(tensors, kept) : fn.evaluate(tensors);
        for (const [name, tensor] of Object.entries(outputs)) computed.push([name, toHostTensor(tensor)]);
      });
      return computed;
    } catch (error) {
      throw inOurWords(error);
    } finally {
      calls.stop();
      tf.dispose([count, ...kept]);
    }
  }

  /** The optimizer as a program whose inputs are the gradients. */
  #update(gradients: ReadonlyMap<string, HostTensor>, phase: Phase): LoadedProgram {
    const key = [phase, ...gradients.keys()].join(' ');
    const known = this.#updates.get(key);
    if (known) return known;
    const { optimizer, session } = this.#options;
    const values = session.read();
    const inputs = gradientInputs(
      [...gradients].map(([name, { shape }]) => ({ name, shape, data: values.get(name) as Float32Array })),
    );
    const loaded = session.load(addOptimizer(inputs, optimizer, phase));
    if (phase === 'update') requireNothingAwaiting(session);
    this.#updates.set(key, loaded);
    return loaded;
  }

  #constrain(updated: ReadonlyMap<string, unknown>): void {
    const { model, variables } = this.#options;
    const constrained = model.trainableWeights.flatMap((weight) => {
      const variable = weight.read() as tf.Variable;
      const constraint = constraintOf(weight);
      return constraint && updated.has(variables.nameOf(variable)) ? [{ variable, constraint }] : [];
    });
    if (constrained.length === 0) return;
    variables.pull();
    for (const { variable, constraint } of constrained) {
      tf.tidy(() => {
        variable.assign(constraint.apply(variable));
      });
    }
    variables.push();
  }
}
