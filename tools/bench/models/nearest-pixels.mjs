// @ts-check
// Classification by the nearest training images, pixel by pixel.
import { tf } from '@sightline/engine';

/**
 * @typedef {object} Labelled images and the index of each one's class
 * @property {Uint8Array} pixels `[labels.length, height, width, channels]`
 * @property {readonly number[]} labels
 * @property {number} width
 * @property {number} height
 * @property {number} channels
 */

const AT_ONCE = 500;

/**
 * The fraction of images whose `neighbours` nearest training images (Euclidean distance) are mostly of their class; of
 * classes with equally many, the one of the nearer images.
 *
 * @param {Labelled} training
 * @param {Labelled} asked
 * @param {number} neighbours
 * @returns {number} 0 to 1
 */
export function nearestAccuracy(training, asked, neighbours) {
  const size = training.width * training.height * training.channels;
  const count = asked.labels.length;
  return tf.tidy(() => {
    const known = rowsOf(training, 0, training.labels.length, size);
    const lengths = known.square().sum(1);
    let right = 0;
    for (let first = 0; first < count; first += AT_ONCE) {
      const last = Math.min(count, first + AT_ONCE);
      const nearest = tf.tidy(() => {
        const rows = rowsOf(asked, first, last, size);
        // The length of the row itself is the same for all that it is compared with.
        const closeness = rows.matMul(known, false, true).mul(2).sub(lengths);
        return tf.topk(/** @type {tf.Tensor2D} */ (closeness), neighbours).indices.arraySync();
      });
      right += nearest.filter((places, row) => {
        return mostFrequent(places.map((place) => training.labels[place] ?? -1)) === asked.labels[first + row];
      }).length;
    }
    return right / count;
  });
}

/**
 * @param {Labelled} images
 * @param {number} first
 * @param {number} last
 * @param {number} size
 */
function rowsOf({ pixels }, first, last, size) {
  const values = Float32Array.from(pixels.subarray(first * size, last * size), (value) => value / 255);
  return tf.tensor2d(values, [last - first, size]);
}

/** @param {readonly number[]} labels the nearest first */
export function mostFrequent(labels) {
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.toSorted((a, b) => counts.get(b) - counts.get(a))[0];
}
