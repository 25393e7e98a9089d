import { tf } from '../tensorflow.ts';

const extremes = [
  { kernelName: tf.Maximum, firstWins: tf.greaterEqual },
  { kernelName: tf.Minimum, firstWins: tf.lessEqual },
];

/**
 * Those of the element-wise `maximum` and `minimum`, also where one of the two is broadcast, of which tfjs' own know
 * nothing. Of equals, the first.
 */
export function registerExtremeGradients(): void {
  for (const { kernelName, firstWins } of extremes) {
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, saved) => {
        const [a, b] = saved as [tf.Tensor, tf.Tensor];
        const first = (): tf.Tensor => firstWins(a, b).cast('float32');
        const given = dy as tf.Tensor;
        return {
          a: () => summedTo(a, given.mul(first())),
          b: () => summedTo(b, given.mul(tf.sub(1, first()))),
        };
      },
    });
  }
}

/**
 * Those of the largest and smallest along axes: equals share the gradient, as in TensorFlow;
 * in tfjs each has the whole.
 */
export function registerReductionGradients(): void {
  for (const kernelName of [tf.Max, tf.Min]) {
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      outputsToSave: [true],
      gradFunc: (dy, saved, attributes) => {
        const [x, y] = saved as [tf.Tensor, tf.Tensor];
        const { axis, reductionIndices = axis } = attributes as { axis?: number[]; reductionIndices?: number[] };
        const axes = tf.util.parseAxisParam(reductionIndices as number[], x.shape);
        const kept = x.shape.map((size, place) => (axes.includes(place) ? 1 : size));
        return {
          x: () => {
            const chosen = x.equal(y.reshape(kept)).cast('float32');
            return chosen.mul((dy as tf.Tensor).reshape(kept).div(chosen.sum(axes, true)));
          },
        };
      },
    });
  }
}

/** A gradient of the broadcast shape as one of the tensor's own. */
function summedTo({ shape }: tf.Tensor, gradient: tf.Tensor): tf.Tensor {
  return gradient.sum(tf.backend_util.getReductionAxes(shape, gradient.shape)).reshape(shape);
}
