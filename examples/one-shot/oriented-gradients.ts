import { tf } from '@sightline/engine';

const ORIENTATIONS = 8;
const CELL = 4;
/** Neighbouring cells share what is near their border. */
const REACH = 5;
const FAINTEST = 1e-3;

/** Of the differences across and down, each a mean of three rows or columns, in eight directions: `[5, 5, 1, 8]`. */
const DIRECTIONS = Array.from({ length: 5 }, (_, row) =>
  Array.from({ length: 5 }, (__, column) => [
    Array.from({ length: ORIENTATIONS }, (___, orientation) => {
      const angle = (2 * Math.PI * orientation) / ORIENTATIONS;
      const across = Math.abs(row - 2) <= 1 ? Math.sign(column - 2) / 9 : 0;
      const down = Math.abs(column - 2) <= 1 ? Math.sign(row - 2) / 9 : 0;
      return Math.cos(angle) * across + Math.sin(angle) * down;
    }),
  ]),
);

/**
 * How much of each direction the edges have in each cell of 4 × 4 pixels, `[batch, height, width, 1]` to
 * `[batch, height / 4, width / 4, 8]`: histograms of oriented gradients (Dalal and Triggs, 2005) with their square
 * roots taken. It has no weights.
 */
export class OrientedGradients extends tf.layers.Layer {
  static className = 'OrientedGradients';

  override computeOutputShape([batch = 0, height = 0, width = 0]: number[]): tf.Shape {
    return [batch, Math.ceil(height / CELL), Math.ceil(width / CELL), ORIENTATIONS];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [images] = [inputs].flat() as [tf.Tensor4D];
    const slopes = tf.relu(tf.conv2d(images, tf.tensor4d(DIRECTIONS), 1, 'same'));
    const squares = tf.square(slopes);
    // Of a slope m, the squares of its parts in eight directions, those above zero, sum up to 2 m².
    const steepness = tf.sqrt(tf.div(tf.sum(squares, -1, true), 2));
    const votes = tf.div<tf.Tensor4D>(squares, tf.add(steepness, FAINTEST));
    return tf.sqrt(tf.avgPool(tf.avgPool(votes, REACH, 1, 'same'), CELL, CELL, 'same'));
  }
}
tf.serialization.registerClass(OrientedGradients);
