import { tf } from '@sightline/engine';

/** `[batch, height, width, channels]` to the means of all columns and rows, `[batch, (height + width) · channels]`. */
export class ColumnsAndRows extends tf.layers.Layer {
  static className = 'ColumnsAndRows';

  override computeOutputShape([batch = 0, height = 0, width = 0, channels = 0]: number[]): tf.Shape {
    return [batch, (height + width) * channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat() as [tf.Tensor];
    const [, height = 0, width = 0, channels = 0] = x.shape;
    const [columns, rows] = [tf.mean(x, 1), tf.mean(x, 2)];
    const flat = (means: tf.Tensor, count: number) => tf.reshape(means, [-1, count * channels]);
    return tf.concat([flat(columns, width), flat(rows, height)], -1);
  }
}
tf.serialization.registerClass(ColumnsAndRows);
