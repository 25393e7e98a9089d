import { tf } from '../tensorflow.ts';
import { registerNativeKernel, runNative } from './native-kernel.ts';

/**
 * tfjs composes the gradients of activations from four to eight operations; TensorFlow has one for each. Registered in place of tfjs' own, they
 * serve eager and recorded training alike.
 */
export function registerActivationGradients(): void {
  // dy where the activation is strictly inside its bounds.
  for (const [kernelName, op] of [
    ['Relu', 'ReluGrad'],
    ['Relu6', 'Relu6Grad'],
  ] as const) {
    registerNativeKernel({
      op,
      inputs: ['gradients', 'features'],
      gradient: {
        saveInputs: ['features'],
        of: ([ddy], [features]) => ({
          gradients: () =>
            runNative(op, { gradients: ddy as tf.Tensor, features: features as tf.Tensor })[0] as tf.Tensor,
          features: () => tf.zerosLike(features as tf.Tensor),
        }),
      },
    });
    replaceGradient(kernelName, (dy, y) => runNative(op, { gradients: dy, features: y })[0] as tf.Tensor);
  }

  registerNativeKernel({
    op: 'TanhGrad',
    inputs: ['y', 'dy'],
    gradient: {
      saveInputs: ['y', 'dy'],
      of: ([ddx], [y, dy]) => ({
        y: () => tf.mul(tf.mul(tf.mul(y as tf.Tensor, dy as tf.Tensor), ddx as tf.Tensor), -2),
        dy: () => runNative('TanhGrad', { y: y as tf.Tensor, dy: ddx as tf.Tensor })[0] as tf.Tensor,
      }),
    },
  });
  replaceGradient('Tanh', (dy, y) => runNative('TanhGrad', { y, dy })[0] as tf.Tensor);

  registerNativeKernel({
    op: 'SigmoidGrad',
    inputs: ['y', 'dy'],
    gradient: {
      saveInputs: ['y', 'dy'],
      of: ([ddx], [y, dy]) => ({
        y: () => tf.mul(tf.mul(ddx as tf.Tensor, dy as tf.Tensor), tf.sub(1, tf.mul(y as tf.Tensor, 2))),
        dy: () => runNative('SigmoidGrad', { y: y as tf.Tensor, dy: ddx as tf.Tensor })[0] as tf.Tensor,
      }),
    },
  });
  replaceGradient('Sigmoid', (dy, y) => runNative('SigmoidGrad', { y, dy })[0] as tf.Tensor);

  registerLeakyRelu();
  registerPrelu();

  registerNativeKernel({
    op: 'SeluGrad',
    inputs: ['gradients', 'outputs'],
    gradient: {
      saveInputs: ['gradients', 'outputs'],
      of: ([ddx], [dy, y]) => ({
        gradients: () =>
          runNative('SeluGrad', { gradients: ddx as tf.Tensor, outputs: y as tf.Tensor })[0] as tf.Tensor,
        outputs: () => tf.mul(tf.mul(ddx as tf.Tensor, dy as tf.Tensor), tf.sub(1, tf.step(y as tf.Tensor))),
      }),
    },
  });
  replaceGradient('Selu', (dy, y) => runNative('SeluGrad', { gradients: dy, outputs: y })[0] as tf.Tensor);

  tf.registerGradient({
    kernelName: tf.EluGrad,
    inputsToSave: ['dy', 'y'],
    gradFunc: (ddx, saved) => {
      const [dy, y] = saved as [tf.Tensor, tf.Tensor];
      return {
        dy: () => tf.engine().runKernel(tf.EluGrad, { dy: ddx as tf.Tensor, y }),
        y: () => tf.mul(tf.mul(ddx as tf.Tensor, dy), tf.sub(1, tf.step(y))),
      };
    },
  });
}

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

/** With a step in place of tfjs' comparison, which has no gradient of its own. */
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
            .sum(axes.length > 0 ? axes : [])
            .reshape(alpha.shape);
        },
      };
    },
  });
}

/** Gives a kernel of one input `x` a gradient computed from dy and its output. */
function replaceGradient(kernelName: string, gradient: (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor): void {
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => gradient(dy as tf.Tensor, y as tf.Tensor) }),
  });
}
