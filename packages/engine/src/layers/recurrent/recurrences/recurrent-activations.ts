import { runNative } from '../../../backend/native-kernel.ts';
import { tf } from '../../../tensorflow.ts';

/** An activation whose gradient follows from its result: what backpropagation by hand needs. */
export interface RecurrentActivation {
  readonly apply: (x: tf.Tensor) => tf.Tensor;
  readonly gradient: (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor;
}

const native = (op: string, inputs: Record<string, tf.Tensor>): tf.Tensor => runNative(op, inputs)[0] as tf.Tensor;

/** By their names in settings of layers. */
const activations: Readonly<Record<string, RecurrentActivation>> = {
  tanh: { apply: (x) => tf.tanh(x), gradient: (dy, y) => native('TanhGrad', { y, dy }) },
  sigmoid: { apply: (x) => tf.sigmoid(x), gradient: (dy, y) => native('SigmoidGrad', { y, dy }) },
  relu: { apply: (x) => tf.relu(x), gradient: (dy, y) => native('ReluGrad', { dy, y }) },
  linear: { apply: (x) => x, gradient: (dy) => dy },
  // The gradient passes where 0 < y < 1: that of Relu6 at 6y.
  hardSigmoid: {
    apply: (x) => x.mul(0.2).add(0.5).clipByValue(0, 1),
    gradient: (dy, y) => native('Relu6Grad', { dy: dy.mul(0.2), y: y.mul(6) }),
  },
  hardSigmoid6: {
    apply: (x) => tf.relu6(x.add(3)).mul(1 / 6),
    gradient: (dy, y) => native('Relu6Grad', { dy: dy.mul(1 / 6), y: y.mul(6) }),
  },
};

/** An activation of a recurrent layer; `undefined` for those that only automatic differentiation knows. */
export function recurrentActivation(activation: { getClassName(): string }): RecurrentActivation | undefined {
  return activations[activation.getClassName()];
}
