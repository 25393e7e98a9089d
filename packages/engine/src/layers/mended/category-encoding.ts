import { asClasses, requireClasses } from '../../losses/align-targets.ts';
import { tf } from '../../tensorflow.ts';
import { mend, only, onlyShape } from './layer-class.ts';

/**
 * Without reading the categories, which tfjs does to check them, so that it can be recorded: TensorFlow refuses those
 * that do not exist.
 */
mend(tf.layers.categoryEncoding({ name: 'unused', numTokens: 1 }), () => ({
  call(inputs, kwargs) {
    const { numTokens, outputMode } = this;
    return tf.tidy(() => {
      const categories = asClasses(only(inputs));
      const missing = requireClasses(categories, numTokens).expandDims(-1);
      const rows = tf.oneHot(categories, numTokens).toFloat().add(missing);
      if (outputMode === 'oneHot') return categories.shape.at(-1) === 1 ? rows.squeeze([-2]) : rows;
      if (outputMode === 'multiHot') return rows.max(-2);
      const weights = kwargs.countWeights as tf.Tensor | undefined;
      return (weights ? rows.mul(weights.expandDims(-1)) : rows).sum(-2);
    });
  },
  computeOutputShape(shape) {
    const given = onlyShape(shape);
    return this.outputMode === 'oneHot' && given.at(-1) !== 1
      ? [...given, this.numTokens]
      : [...given.slice(0, -1), this.numTokens];
  },
}));
