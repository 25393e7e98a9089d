import { tf } from '../tensorflow.ts';

/**
 * The crop as a slice: tfjs cuts a box out of each image of the batch by its fractions, which are of the same pixels. Where the image is smaller than the
 * crop, it is stretched, as in tfjs.
 */
export function lowerCenterCrop(layer: tf.layers.Layer): tf.layers.Layer['call'] {
  const { height, width } = layer as unknown as { height: number; width: number };
  return (inputs) =>
    tf.tidy(() => {
      const [image] = [inputs].flat() as [tf.Tensor];
      const [down = 0, across = 0] = image.shape.slice(-3);
      const top = Math.floor((down - height) / 2);
      // tfjs cuts a column too much off on the left, where there is one to cut off.
      const left = across - width === 1 ? 1 : Math.floor((across - width) / 2);
      if (top < 0 || left < 0) return tf.image.resizeBilinear(image as tf.Tensor4D, [height, width]).cast(image.dtype);
      const batch = image.shape.slice(0, -3);
      return tf.slice(image, [...batch.map(() => 0), top, left, 0], [...batch.map(() => -1), height, width, -1]);
    });
}

/** tfjs writes the crop's size into the shape that it is given: that of the tensor before, which may be the input of a model. */
function keepShapeBefore(): void {
  const layer = Object.getPrototypeOf(tf.layers.centerCrop({ height: 1, width: 1, name: 'unused' })) as tf.layers.Layer;
  const { computeOutputShape } = layer;
  layer.computeOutputShape = function withoutChange(shape) {
    return computeOutputShape.call(this, structuredClone(shape));
  };
}

keepShapeBefore();
