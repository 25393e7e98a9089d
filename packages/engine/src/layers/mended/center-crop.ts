import { tf } from '../../tensorflow.ts';
import { cropCentre, cropToShape } from './crop.ts';
import { mend, only, onlyShape } from './layer-class.ts';

/**
 * As Keras' `CenterCrop`: an image that is too small is cropped to the shape and resized. tfjs is a
 * column off, stretches what is too small, makes a box for each image of the batch, and writes the size
 * into the shape of the tensor before.
 */
mend(tf.layers.centerCrop({ name: 'unused', height: 1, width: 1 }), () => ({
  call(inputs) {
    const size: [number, number] = [this.height, this.width];
    return tf.tidy(() => {
      const image = only(inputs) as tf.Tensor4D;
      const [down = 0, across = 0] = image.shape.slice(-3);
      if (down >= this.height && across >= this.width) return cropCentre(image, size);
      return tf.image.resizeBilinear(cropToShape(image, size), size, false, true).cast(image.dtype);
    });
  },
  computeOutputShape(shape) {
    const given = onlyShape(shape);
    return [...given.slice(0, -3), this.height, this.width, given.at(-1) ?? null];
  },
}));
