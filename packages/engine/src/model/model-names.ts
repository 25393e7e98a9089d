import { EngineError } from '../errors.ts';
import { requireBuilt } from '../host/model-inputs.ts';
import type { tf } from '../tensorflow.ts';
import type { NamedTensor } from '../record/tracing/trace-options.ts';

/** What a model's inputs and outputs are called in a program, in the model's order. */
export interface ModelNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The names of the input layers. */
export function inputNamesOf(model: tf.LayersModel): string[] {
  requireBuilt(model);
  return model.inputs.map(({ sourceLayer }) => sourceLayer.name);
}

/**
 * The names of the last layers. Where one gives several of the outputs (it is applied to several inputs, or gives
 * several tensors), they are numbered: `embed`, `embed_1`; numbers that would make the name of another of these layers
 * or of an input are left out. An output that is an input is numbered too. (`model.outputNames` repeats such names, and
 * is empty for a sequential model that was not run yet.)
 */
export function outputNamesOf(model: tf.LayersModel): string[] {
  const layers = model.outputs.map(({ sourceLayer }) => sourceLayer.name);
  const inputs = inputNamesOf(model);
  const reserved = new Set([...layers, ...inputs]);
  const taken = new Set(inputs);
  return layers.map((layer) => {
    const name = taken.has(layer) ? numbered(layer, reserved) : layer;
    taken.add(name);
    reserved.add(name);
    return name;
  });
}

/** The model's weights, each under a unique name: layers in nested models may have equal ones. */
export function weightsOf(model: tf.LayersModel): NamedTensor[] {
  const reserved = new Set(model.weights.map(({ originalName }) => originalName));
  const taken = new Set<string>();
  return model.weights.map((weight) => {
    const { originalName } = weight;
    const name = taken.has(originalName) ? numbered(originalName, reserved) : originalName;
    taken.add(name);
    reserved.add(name);
    return { name, tensor: weight.read() };
  });
}

/**
 * @throws EngineError `engine/invalid-options` unless the names are as many as the model's inputs and outputs, none of
 * them empty and none twice
 */
export function requireNames(model: tf.LayersModel, { inputs, outputs }: ModelNames): void {
  for (const [what, names, count] of [
    ['inputs', inputs, model.inputs.length],
    ['outputs', outputs, model.outputs.length],
  ] as const) {
    if (names.length !== count) {
      throw invalid(
        `The model has ${count} ${what}, and ${names.length} names are given for them: ` +
          `${listed(names)}. Give ${count}.`,
      );
    }
    if (names.includes('')) throw invalid(`A name given for the ${what} is empty: ${listed(names)}.`);
  }
  const all = [...inputs, ...outputs];
  const twice = all.find((name, index) => all.indexOf(name) !== index);
  if (twice === undefined) return;
  throw invalid(
    `The name "${twice}" is given to two of the model's inputs and outputs: ${listed(inputs)} ` +
      `and ${listed(outputs)}. Give each its own name: a file keeps one tensor under one name.`,
  );
}

function numbered(name: string, reserved: ReadonlySet<string>): string {
  let count = 1;
  while (reserved.has(`${name}_${count}`)) count++;
  return `${name}_${count}`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}

function invalid(message: string): EngineError {
  return new EngineError('engine/invalid-options', message);
}
