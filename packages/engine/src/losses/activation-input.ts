import { tf } from '../tensorflow.ts';

type RunKernel = (name: string, inputs: Record<string, tf.Tensor>, attributes?: object) => tf.Tensor | tf.Tensor[];

/** What went into the softmax or sigmoid that made a tensor. */
const inputs = new WeakMap<tf.Tensor, { kernelName: string; input: tf.Tensor }>();

/**
 * Runs `fn`, remembering what goes into each softmax and sigmoid, so that a loss can be computed on the logits, where
 * it is exact. Keras does the same with the `_keras_logits` of its outputs.
 */
export function rememberingLogits<Result>(fn: () => Result): Result {
  const engine = tf.engine() as unknown as { runKernel: RunKernel };
  const { runKernel } = engine;
  const kept: tf.Tensor[] = [];
  engine.runKernel = (name, tensors, attributes) => {
    const output = runKernel.call(engine, name, tensors, attributes);
    const [input] = Object.values(tensors) as [tf.Tensor];
    if ((name === 'Softmax' || name === 'Sigmoid') && !Array.isArray(output)) {
      if (!input.kept) kept.push(tf.keep(input));
      inputs.set(output, { kernelName: name, input });
    }
    return output;
  };
  try {
    return fn();
  } finally {
    Reflect.deleteProperty(engine, 'runKernel');
    tf.dispose(kept);
  }
}

/** The logits of a softmax or sigmoid, within {@link rememberingLogits}. */
export function activationInput(output: tf.Tensor, kernelName: 'Softmax' | 'Sigmoid'): tf.Tensor | undefined {
  const entry = inputs.get(output);
  return entry?.kernelName === kernelName ? entry.input : undefined;
}
