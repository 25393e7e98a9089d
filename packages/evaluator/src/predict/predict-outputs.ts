import { outputNamesOf, tf } from '@sightline/engine';
import type { InputBatch } from '@sightline/ingest';
import type { Outputs } from '@sightline/tasks';

/**
 * What a model says about samples, by the names of its outputs: `[count, …]`.
 *
 * @param batches the samples as the model's input
 * @param count how many samples they are
 */
export async function predictOutputs(
  model: tf.LayersModel,
  batches: AsyncIterable<InputBatch>,
  count: number,
): Promise<Outputs> {
  const outputs = outputNamesOf(model).map((name, place) => {
    const shape = [count, ...((model.outputs[place]?.shape.slice(1) ?? []) as number[])];
    return { name, shape, data: new Float32Array(shape.reduce((product, length) => product * length, 1)) };
  });
  let done = 0;
  for await (const { inputs, samples } of batches) {
    tf.tidy(() => {
      const predicted = [model.predict(tf.tensor(inputs.data, [...inputs.shape]))].flat<(tf.Tensor | tf.Tensor[])[]>();
      for (const [place, { data }] of outputs.entries()) {
        data.set((predicted[place] as tf.Tensor).dataSync(), done * (data.length / count));
      }
    });
    done += samples.length;
  }
  return Object.fromEntries(outputs.map(({ name, shape, data }) => [name, { shape, data }]));
}
