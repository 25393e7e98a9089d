import { messageOf } from '@sightline/contracts';
import { EngineError } from '../../errors.ts';
import { penaltiesOf } from '../../layers/regularization/penalties.ts';
import { rememberingLogits } from '../../losses/activation-input.ts';
import { maskOf } from '../../record/calls/masks.ts';
import { tf } from '../../tensorflow.ts';
import { targetsName, weightsName } from '../objective/batch.ts';
import type { Objective } from '../objective/objective.ts';
import type { SessionVariables } from '../weights/session-variables.ts';

type Tensors = Record<string, tf.Tensor>;

const GRADIENT = 'gradient of ';

/** What a model is trained towards, as functions over a batch's tensors by name: to be recorded, or run as they are. */
export class StepFunction {
  readonly #model: tf.LayersModel;
  readonly #objective: Objective;
  readonly #variables: SessionVariables;

  constructor(
    { model, objective }: { readonly model: tf.LayersModel; readonly objective: Objective },
    variables: SessionVariables,
  ) {
    this.#model = model;
    this.#objective = objective;
    this.#variables = variables;
  }

  /** `loss` and the sums of the metrics, as at inference. */
  evaluate(tensors: Tensors): Tensors {
    return rememberingLogits(() => this.#judge(tensors, false));
  }

  /**
   * The same in training, and the gradients: see {@link gradientsOf}.
   *
   * @param kept receives tensors to dispose of afterwards
   * @throws EngineError `engine/invalid-options` when nothing is trainable
   */
  train(tensors: Tensors, kept: tf.Tensor[]): Tensors {
    const trainable = this.#model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    if (trainable.length === 0) {
      throw new EngineError(
        'engine/invalid-options',
        'The model has no trainable weights. Set trainable = true on a layer.',
      );
    }
    let sums: Tensors = {};
    const { value, grads } = rememberingLogits(() =>
      namingDetached(() =>
        tf.variableGrads(() => {
          const { loss, ...others } = this.#judge(tensors, true);
          sums = others;
          kept.push(...Object.values(sums).map((sum) => tf.keep(sum)));
          return loss as tf.Scalar;
        }, trainable),
      ),
    );
    const gradients = trainable.flatMap((variable) => {
      const gradient = grads[variable.name];
      return gradient ? [[`${GRADIENT}${this.#variables.nameOf(variable)}`, gradient] as const] : [];
    });
    return { loss: value, ...sums, ...Object.fromEntries(gradients) };
  }

  /** The outputs that are trained, as at inference, by their places in the objective. */
  predict(tensors: Tensors): Tensors {
    const outputs = this.#objective.trained(this.#predictions(tensors, false));
    return Object.fromEntries(outputs.map((output, place) => [`output${place}`, output]));
  }

  /**
   * The place in the objective of the output that a batch's targets or weights are of;
   * weights of all are those of the first.
   */
  outputOf(tensor: string): number {
    const place = this.#objective.names.findIndex(
      (name) => tensor === targetsName(name) || tensor === weightsName(name),
    );
    return Math.max(0, place);
  }

  /**
   * Runs the model forward on its inputs alone, and back towards nothing in particular, only to see whether both work.
   */
  probe(inputs: readonly tf.Tensor[]): void {
    const forward = () => {
      const predictions = [this.#model.apply([...inputs], { training: true })].flat() as tf.Tensor[];
      return tf.addN<tf.Scalar>(this.#objective.trained(predictions).map((output) => output.sum()));
    };
    tf.variableGrads(
      forward,
      this.#model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    );
  }

  #predictions(tensors: Tensors, training: boolean): tf.Tensor[] {
    const inputs = this.#model.inputs.map((_, index) => tensors[`input${index}`] as tf.Tensor);
    return [this.#model.apply(inputs, { training })].flat() as tf.Tensor[];
  }

  #judge(tensors: Tensors, training: boolean): Tensors {
    const targets = this.#objective.names.map((output) => tensors[targetsName(output)] as tf.Tensor);
    const predictions = this.#predictions(tensors, training);
    const weights = this.#objective.names.map((output) => tensors[weightsName(output)] ?? tensors.weights);
    const masks = predictions.map((output) => maskOf(output)?.toFloat());
    const { loss, sums } = this.#objective.judge({ predictions, targets, weights, masks, training });
    return { loss: penaltiesOf(this.#model).reduce((total, penalty) => total.add(penalty), loss), ...sums };
  }
}

/** Those of a function's outputs that are gradients by the names of the weights, and the others. */
export function gradientsOf<Output>(outputs: Iterable<readonly [string, Output]>): {
  gradients: Map<string, Output>;
  figures: Map<string, Output>;
} {
  const gradients = new Map<string, Output>();
  const figures = new Map<string, Output>();
  for (const [name, output] of outputs) {
    if (name.startsWith(GRADIENT)) gradients.set(name.slice(GRADIENT.length), output);
    else figures.set(name, output);
  }
  return { gradients, figures };
}

/** tfjs says in its own words that nothing leads from the weights to the loss. */
function namingDetached<Result>(code: () => Result): Result {
  try {
    return code();
  } catch (cause) {
    if (!messageOf(cause).startsWith('Cannot find a connection')) throw cause;
    throw new EngineError(
      'engine/invalid-options',
      'The loss does not depend on any trainable weight, so there is nothing to train. Compute it from the ' +
        'predictions, by operations that have gradients.',
      { cause },
    );
  }
}
