import { tf } from '../../tensorflow.ts';
import { mend, only } from './layer-class.ts';

/** Bilinear as in Keras, by the centres of pixels; tfjs puts the upper left pixels of both grids on each other. */
mend(tf.layers.upSampling2d({ name: 'unused' }), (before) => ({
  call(inputs, kwargs) {
    if (this.interpolation !== 'bilinear') return before.call.call(this, inputs, kwargs);
    return tf.tidy(() => {
      const isFirst = this.dataFormat === 'channelsFirst';
      const given = only(inputs);
      const image = (isFirst ? given.transpose([0, 2, 3, 1]) : given) as tf.Tensor4D;
      const [, height, width] = image.shape;
      const [down, across] = this.size;
      const resized = tf.image.resizeBilinear(image, [height * down, width * across], false, true);
      return isFirst ? resized.transpose([0, 3, 1, 2]) : resized;
    });
  },
  computeOutputShape(shape) {
    return before.computeOutputShape.call(this, shape);
  },
}));
