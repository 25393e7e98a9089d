import type { Preprocess } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { createScaler } from '@sightline/ingest';

const BATCH = 256;

/**
 * The class probabilities of `count` images, `[count, classes]`, computed in batches of 256.
 *
 * @param model a classifier that ends in a softmax
 * @param pixels `[count, height, width, channels]`, bytes, decoded and resized as `preprocess` says
 */
export function predictProbabilities(
  model: tf.LayersModel,
  pixels: Uint8Array,
  count: number,
  preprocess: Preprocess,
): Float32Array {
  const { height, width, channels } = preprocess;
  const stride = height * width * channels;
  const scale = createScaler(preprocess);
  const classes = model.outputShape.at(-1) as number;
  const probabilities = new Float32Array(count * classes);
  for (let start = 0; start < count; start += BATCH) {
    const size = Math.min(BATCH, count - start);
    const scaled = scale(pixels.subarray(start * stride, (start + size) * stride));
    const batch = tf.tidy(() =>
      (model.predict(tf.tensor4d(scaled, [size, height, width, channels])) as tf.Tensor).dataSync(),
    );
    probabilities.set(batch, start * classes);
  }
  return probabilities;
}
