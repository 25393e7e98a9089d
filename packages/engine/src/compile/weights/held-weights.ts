import { tf } from '../../tensorflow.ts';

/** The weights of a model as they are when this is made: no copies, as long as the model's do not change. */
export class HeldWeights {
  readonly #held: readonly { readonly variable: tf.Variable; readonly value: tf.Tensor }[];

  constructor(model: tf.LayersModel) {
    this.#held = model.weights.map((weight) => {
      const variable = weight.read() as tf.Variable;
      return { variable, value: tf.keep(variable.clone()) };
    });
  }

  /** Runs `fn` while the model has these weights. */
  during<Result>(fn: () => Result): Result {
    const changed = this.#held
      .filter(({ variable, value }) => variable.dataId !== value.dataId)
      .map(({ variable, value }) => ({ variable, value, now: tf.keep(variable.clone()) }));
    try {
      for (const { variable, value } of changed) variable.assign(value);
      return fn();
    } finally {
      for (const { variable, now } of changed) {
        variable.assign(now);
        now.dispose();
      }
    }
  }

  dispose(): void {
    tf.dispose(this.#held.map(({ value }) => value));
  }
}
