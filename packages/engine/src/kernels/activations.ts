import { tf } from '../tensorflow.ts';
import { registerNativeKernel, runNative } from '../backend/native-kernel.ts';

/**
 * tfjs composes the gradients of activations from four to eight operations; TensorFlow has one for each. Registered
 * instead of tfjs' own, they serve eager and recorded training alike.
 */
export function registerActivationGradients(): void {
  for (const operation of operations) registerGradientOperation(operation);
  registerLeakyRelu();
  registerPrelu();
}

/** The gradient of an activation as one operation of dy and the activation's output y, linear in dy. */
interface GradientOperation {
  readonly kernelName: string;
  readonly op: string;
  /** In TensorFlow's order. */
  readonly inputs: readonly ['dy', 'y'] | readonly ['y', 'dy'];
  /** The operation's own gradient in y, from y and dy · ddx; without it the operation is flat in y. */
  readonly bend?: (y: tf.Tensor, product: tf.Tensor) => tf.Tensor;
}

/** Of an activation that is exponential below 0 and straight above. */
const bendBelowZero = (y: tf.Tensor, product: tf.Tensor): tf.Tensor => tf.mul(product, tf.sub(1, tf.step(y)));

const operations: readonly GradientOperation[] = [
  // dy where the activation is strictly inside its bounds.
  { kernelName: tf.Relu, op: 'ReluGrad', inputs: ['dy', 'y'] },
  { kernelName: tf.Relu6, op: 'Relu6Grad', inputs: ['dy', 'y'] },
  { kernelName: tf.Tanh, op: 'TanhGrad', inputs: ['y', 'dy'], bend: (y, product) => tf.mul(tf.mul(y, product), -2) },
  {
    kernelName: tf.Sigmoid,
    op: 'SigmoidGrad',
    inputs: ['y', 'dy'],
    bend: (y, product) => tf.mul(product, tf.sub(1, tf.mul(y, 2))),
  },
  { kernelName: tf.Elu, op: 'EluGrad', inputs: ['dy', 'y'], bend: bendBelowZero },
  { kernelName: tf.Selu, op: 'SeluGrad', inputs: ['dy', 'y'], bend: bendBelowZero },
];

function registerGradientOperation({ kernelName, op, inputs, bend }: GradientOperation): void {
  const gradientOf = (dy: tf.Tensor, y: tf.Tensor): tf.Tensor => runNative(op, { dy, y })[0] as tf.Tensor;
  registerNativeKernel({
    op,
    inputs,
    gradient: {
      saveInputs: bend ? ['y', 'dy'] : ['y'],
      of: ([ddx], [y, dy]) => ({
        dy: () => gradientOf(ddx as tf.Tensor, y as tf.Tensor),
        y: () =>
          bend ? bend(y as tf.Tensor, tf.mul(dy as tf.Tensor, ddx as tf.Tensor)) : tf.zerosLike(y as tf.Tensor),
      }),
    },
  });
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => gradientOf(dy as tf.Tensor, y as tf.Tensor) }),
  });
}

/** By the input, whose sign the output has not where alpha is negative. */
function registerLeakyRelu(): void {
  const gradientOf = (dy: tf.Tensor, x: tf.Tensor, alpha: number): tf.Tensor =>
    runNative('LeakyReluGrad', { gradients: dy, features: x }, { alpha })[0] as tf.Tensor;
  registerNativeKernel({
    op: 'LeakyReluGrad',
    inputs: ['gradients', 'features'],
    gradient: {
      saveInputs: ['features'],
      of: ([ddx], [x], { alpha }) => ({
        gradients: () => gradientOf(ddx as tf.Tensor, x as tf.Tensor, alpha as number),
        features: () => tf.zerosLike(x as tf.Tensor),
      }),
    },
  });
  tf.unregisterGradient(tf.LeakyRelu);
  tf.registerGradient({
    kernelName: tf.LeakyRelu,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({
      x: () => gradientOf(dy as tf.Tensor, x as tf.Tensor, (attributes as unknown as { alpha: number }).alpha),
    }),
  });
}

/** With a step instead of tfjs' comparison, which has no gradient. */
function registerPrelu(): void {
  tf.unregisterGradient(tf.Prelu);
  tf.registerGradient({
    kernelName: tf.Prelu,
    inputsToSave: ['x', 'alpha'],
    gradFunc: (dy, saved) => {
      const [x, alpha] = saved as [tf.Tensor, tf.Tensor];
      const given = dy as tf.Tensor;
      return {
        x: () => tf.mul(given, tf.step(x).add(tf.sub(1, tf.step(x)).mul(alpha))),
        alpha: () => {
          const axes = tf.backend_util.getReductionAxes(alpha.shape, given.shape);
          return tf
            .mul(given, x.sub(tf.relu(x)))
            .sum(axes)
            .reshape(alpha.shape);
        },
      };
    },
  });
}
