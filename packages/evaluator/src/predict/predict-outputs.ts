import type { Preprocess } from '@sightline/contracts';
import { outputNamesOf, tf } from '@sightline/engine';
import { createScaler } from '@sightline/ingest';
import type { Outputs } from '@sightline/tasks';

const BATCH = 256;

/**
 * What a model says about `count` images, by the names of its outputs, `[count, …]`; computed in batches of 256.
 *
 * @param pixels `[count, height, width, channels]`, bytes, decoded and resized as `preprocess` says
 */
export function predictOutputs(
  model: tf.LayersModel,
  pixels: Uint8Array,
  count: number,
  preprocess: Preprocess,
): Outputs {
  const { height, width, channels } = preprocess;
  const stride = height * width * channels;
  const scale = createScaler(preprocess);
  const outputs = outputNamesOf(model).map((name, place) => {
    const shape = [count, ...((model.outputs[place]?.shape.slice(1) ?? []) as number[])];
    return { name, shape, data: new Float32Array(shape.reduce((product, length) => product * length, 1)) };
  });
  for (let start = 0; start < count; start += BATCH) {
    const size = Math.min(BATCH, count - start);
    const scaled = scale(pixels.subarray(start * stride, (start + size) * stride));
    tf.tidy(() => {
      const predicted = [model.predict(tf.tensor4d(scaled, [size, height, width, channels]))].flat();
      for (const [place, { data }] of outputs.entries()) {
        data.set((predicted[place] as tf.Tensor).dataSync(), start * (data.length / count));
      }
    });
  }
  return Object.fromEntries(outputs.map(({ name, shape, data }) => [name, { shape, data }]));
}
