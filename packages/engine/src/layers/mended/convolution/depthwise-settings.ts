import { tf } from '../../../tensorflow.ts';

interface Depthwise extends tf.layers.Layer {
  depthMultiplier: number;
  depthwiseConstraint: { getClassName(): string; getConfig(): tf.serialization.ConfigDict } | null;
}

/** tfjs leaves out the multiplier of a separable convolution, and the constraint of a depthwise one. */
function saveAll(example: tf.layers.Layer): void {
  const layer = Object.getPrototypeOf(example) as Depthwise;
  const { getConfig } = layer;
  layer.getConfig = function withAll(this: Depthwise) {
    const { depthMultiplier, depthwiseConstraint: constraint } = this;
    const depthwiseConstraint = constraint && { className: constraint.getClassName(), config: constraint.getConfig() };
    return { ...getConfig.call(this), depthMultiplier, depthwiseConstraint };
  };
}

saveAll(tf.layers.depthwiseConv2d({ name: 'unused', kernelSize: 1 }));
saveAll(tf.layers.separableConv2d({ name: 'unused', filters: 1, kernelSize: 1 }));
