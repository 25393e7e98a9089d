import { EngineError } from '../errors.ts';
import { requireHonouredSettings } from '../layers/checks/ignored-settings.ts';
import { lowerExported } from '../layers/lowering/lowering.ts';
import { StepContext } from '../record/step-context.ts';
import { describeLayer, type Output, type Program } from '../program/program.ts';
import type { tf } from '../tensorflow.ts';
import { failedLayer } from '../record/calls/layer-calls.ts';
import { inputNamesOf, type ModelNames, outputNamesOf, requireNames, weightsOf } from './model-names.ts';
import { record } from '../record/record.ts';

/**
 * Records what `model.predict` computes (dropout off, batch normalisation by its moving
 * statistics), for any batch size.
 *
 * @param names the program's names for the model's inputs and outputs; by default those of its first and last layers,
 * numbered where one layer gives several outputs (`embed`, `embed_1`)
 * @throws EngineError `engine/not-recordable` as {@link record} does; `engine/invalid-options` for names that are not
 * one for each input and output, and for a setting of a layer that tfjs ignores
 */
export function recordModel(
  model: tf.LayersModel,
  names: ModelNames = { inputs: inputNamesOf(model), outputs: outputNamesOf(model) },
): Program {
  requireNames(model, names);
  requireHonouredSettings(model);
  const context = new StepContext({ freeTime: true });
  const program = recordNamed(() =>
    record(
      (inputs) => {
        const tensors = names.inputs.map((name) => inputs[name] as tf.Tensor);
        const results = [model.apply(tensors, { training: false })].flat() as tf.Tensor[];
        return Object.fromEntries(names.outputs.map((name, index) => [name, results[index] as tf.Tensor]));
      },
      {
        inputs: model.inputs.map(({ shape, dtype }, index) => ({
          name: names.inputs[index] as string,
          shape,
          dtype: dtype as 'float32' | 'int32' | 'bool',
        })),
        variables: weightsOf(model),
        lower: (layer) => lowerExported(layer, context),
      },
    ),
  );
  // JavaScript puts names that are whole numbers first.
  const byName = new Map(program.outputs.map((output) => [output.name, output]));
  return program.with({ outputs: names.outputs.map((name) => byName.get(name) as Output) });
}

/** Lets what tfjs throws inside a layer say which layer that is. */
function recordNamed(run: () => Program): Program {
  try {
    return run();
  } catch (error) {
    const layer = failedLayer(error);
    if (!layer || error instanceof EngineError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new EngineError(
      'engine/not-recordable',
      `The ${describeLayer(layer)} failed while it was recorded: ${message} Use other operations or settings for it.`,
      { cause: error },
    );
  }
}
