import { tf } from '../../tensorflow.ts';
import { cropToShape } from './crop.ts';
import { mend, only, onlyShape } from './layer-class.ts';

/**
 * As Keras' `Resizing`, by the centres of pixels; tfjs gives the list of its inputs to the operation, the corners, and
 * a shape without the batch.
 */
mend(tf.layers.resizing({ name: 'unused', height: 1, width: 1 }), () => ({
  call(inputs) {
    const size: [number, number] = [this.height, this.width];
    return tf.tidy(() => {
      const image = only(inputs) as tf.Tensor4D;
      const cropped = this.cropToAspectRatio ? cropToShape(image, size) : image;
      const resize = this.interpolation === 'nearest' ? tf.image.resizeNearestNeighbor : tf.image.resizeBilinear;
      return resize(cropped, size, false, true).cast(image.dtype);
    });
  },
  computeOutputShape(shape) {
    const given = onlyShape(shape);
    return [...given.slice(0, -3), this.height, this.width, given.at(-1) ?? null];
  },
}));
