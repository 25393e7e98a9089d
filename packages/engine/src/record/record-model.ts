import type { tf } from '../tensorflow.ts';
import type { Program } from '../program/program.ts';
import { record } from './record.ts';

/**
 * Records what `model.predict` computes (dropout off, batch normalisation by its moving statistics), for any batch size.
 *
 * @param names the program's names for the model's inputs and outputs; by default those of its first and last layers
 * @throws EngineError `engine/not-recordable` as {@link record} does
 */
export function recordModel(
  model: tf.LayersModel,
  names: { readonly inputs: readonly string[]; readonly outputs: readonly string[] } = {
    inputs: model.inputs.map(({ sourceLayer }) => sourceLayer.name),
    outputs: model.outputs.map(({ sourceLayer }) => sourceLayer.name),
  },
): Program {
  return record(
    (inputs) => {
      const results = model.apply(Object.values(inputs), { training: false }) as tf.Tensor | tf.Tensor[];
      return Object.fromEntries([results].flat().map((tensor, index) => [names.outputs[index], tensor]));
    },
    {
      inputs: model.inputs.map(({ shape, dtype }, index) => ({
        name: names.inputs[index] as string,
        shape,
        dtype: dtype as 'float32' | 'int32' | 'bool',
      })),
      variables: model.weights.map((weight) => ({ name: weight.originalName, tensor: weight.read() })),
    },
  );
}
