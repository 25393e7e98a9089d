import { tf } from '../../tensorflow.ts';
import { type Mask, maskOf, masksAfter, setMask } from './masks.ts';

type Layer = tf.layers.Layer;
type Kwargs = Parameters<Layer['call']>[1];

/** One call of a layer in a model; what tfjs' models keep to themselves. */
interface Node {
  readonly outboundLayer: Layer;
  readonly inputTensors: readonly tf.SymbolicTensor[];
  readonly outputTensors: readonly tf.SymbolicTensor[];
}

interface Nodes {
  readonly nodesByDepth: Readonly<Record<string, Node[]>>;
  readonly inputs: readonly tf.SymbolicTensor[];
  readonly outputs: readonly tf.SymbolicTensor[];
  /** The model that a sequential one becomes. */
  readonly model?: Nodes;
}

/**
 * How a model computes while it is recorded: each node once, with the masks and initial states of its inputs,
 * and its outputs with their masks. tfjs runs a layer once for each of its outputs that is used (moving
 * averages move twice then), and hands masks and initial states on to the layers that come after. `undefined`
 * for what is not a model of tfjs' own.
 */
export function callByNodes(layer: Layer): Layer['call'] | undefined {
  const model = layer as Layer & Nodes;
  const isSequential = layer.call === tf.Sequential.prototype.call;
  if (!isSequential && layer.call !== tf.LayersModel.prototype.call) return undefined;
  return (inputs, kwargs) => {
    const nodes = isSequential ? (model.model as Nodes) : model;
    const results = tf.tidy(() => {
      const outputs = run(nodes, [inputs].flat(), kwargs);
      return [...outputs, ...outputs.flatMap((output) => maskOf(output) ?? [])];
    });
    return results.slice(0, nodes.outputs.length);
  };
}

function run({ nodesByDepth, inputs: symbols, outputs }: Nodes, inputs: tf.Tensor[], kwargs: Kwargs): tf.Tensor[] {
  const { mask, initialState: _, ...shared } = kwargs;
  const known = new Map<number, tf.Tensor>();
  const note = ({ id, dtype }: tf.SymbolicTensor, tensor: tf.Tensor, itsMask: Mask): void => {
    const noted = tensor.dtype === dtype ? tensor : tensor.cast(dtype);
    setMask(noted, itsMask);
    known.set(id, noted);
  };
  symbols.forEach((symbol, index) => {
    const input = inputs[index] as tf.Tensor;
    note(symbol, input, maskOf(input) ?? (index === 0 ? (mask as Mask) : undefined));
  });
  const depths = Object.entries(nodesByDepth).sort(([one], [other]) => Number(other) - Number(one));
  for (const { outboundLayer: layer, inputTensors, outputTensors } of depths.flatMap(([, nodes]) => nodes)) {
    // The node of an input gives what it is given.
    if (outputTensors.every(({ id }) => known.has(id))) continue;
    const tensors = inputTensors.map(({ id }) => known.get(id) as tf.Tensor);
    const masks = tensors.map(maskOf);
    const masked = masks.some((each) => each !== undefined);
    const results = [
      layer.apply(tensors, masked ? { ...shared, mask: masks[0] } : { ...shared }),
    ].flat() as tf.Tensor[];
    const after = layer instanceof tf.LayersModel ? results.map(maskOf) : masksAfter(layer, { inputs: tensors, masks });
    outputTensors.forEach((symbol, index) => note(symbol, results[index] as tf.Tensor, after[index]));
  }
  return outputs.map(({ id }) => known.get(id) as tf.Tensor);
}
