import { compilePredict, type tf } from '@sightline/engine';
import type { Outputs } from '@sightline/tasks';
import type { BatchSource } from './batch-source.ts';
import { EVALUATION_BATCH, inBatches } from './batches.ts';

/**
 * What a model says of all samples of a source, in their order, by the compiled program that training also runs. An
 * evaluation uses the layers as they are stored instead, so that it checks the program too.
 *
 * @param outputs the names of the model's outputs, in its order
 */
export async function predictOutputs(
  model: tf.LayersModel,
  source: BatchSource,
  outputs: readonly string[],
): Promise<Outputs> {
  const predictor = compilePredict(model);
  const parts = outputs.map((): Float32Array[] => []);
  try {
    for (const rows of inBatches([...Array(source.count).keys()], EVALUATION_BATCH)) {
      const { inputs } = await source.batch(rows, 1);
      const results = await predictor.predictAsync(...[inputs].flat());
      for (const [index, { data }] of results.entries()) parts[index]?.push(data as Float32Array);
    }
  } finally {
    predictor.dispose();
  }
  return Object.fromEntries(
    outputs.map((output, index) => {
      const [, ...sizes] = (model.outputs[index] as tf.SymbolicTensor).shape as number[];
      return [output, { shape: [source.count, ...sizes], data: joined(parts[index] as Float32Array[]) }];
    }),
  );
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
