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
