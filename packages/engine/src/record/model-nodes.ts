import { tf } from '../tensorflow.ts';

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

interface Computed {
  readonly tensor: tf.Tensor;
  readonly mask: tf.Tensor | undefined;
}

/**
 * How a model computes while it is recorded: each node once, with the masks and initial states of its own inputs. tfjs runs a layer once for each of its
 * outputs that is used (moving averages move twice then), and hands masks and initial states on to the layers that come after. `undefined` for what is no
 * model of tfjs' own.
 */
export function callByNodes(layer: Layer): Layer['call'] | undefined {
  const model = layer as Layer & Nodes;
  const isSequential = layer.call === tf.Sequential.prototype.call;
  if (!isSequential && layer.call !== tf.LayersModel.prototype.call) return undefined;
  return (inputs, kwargs) => tf.tidy(() => run(isSequential ? (model.model as Nodes) : model, [inputs].flat(), kwargs));
}

function run({ nodesByDepth, inputs: symbols, outputs }: Nodes, inputs: tf.Tensor[], kwargs: Kwargs): tf.Tensor[] {
  const { mask, initialState: _, ...shared } = kwargs;
  const known = new Map<number, Computed>();
  const note = ({ id, dtype }: tf.SymbolicTensor, tensor: tf.Tensor, itsMask?: tf.Tensor): void => {
    known.set(id, { tensor: tensor.dtype === dtype ? tensor : tensor.cast(dtype), mask: itsMask });
  };
  symbols.forEach((symbol, index) => note(symbol, inputs[index] as tf.Tensor, index === 0 ? mask : undefined));
  const depths = Object.entries(nodesByDepth).sort(([one], [other]) => Number(other) - Number(one));
  for (const { outboundLayer: layer, inputTensors, outputTensors } of depths.flatMap(([, nodes]) => nodes)) {
    // The node of an input gives what it is given.
    if (outputTensors.every(({ id }) => known.has(id))) continue;
    const given = inputTensors.map(({ id }) => known.get(id) as Computed);
    const tensors = given.map(({ tensor }) => tensor);
    const masks = given.map((each) => each.mask);
    const masked = masks.some((each) => each !== undefined);
    const results = [layer.apply(tensors, masked ? { ...shared, mask: masks[0] } : { ...shared })].flat();
    const after = maskAfter(layer, tensors, masks);
    outputTensors.forEach((symbol, index) => note(symbol, results[index] as tf.Tensor, after));
  }
  return outputs.map(({ id }) => (known.get(id) as Computed).tensor);
}

/** The mask of what a layer gives; none where the layer does not hand masks on. */
function maskAfter(layer: Layer, tensors: tf.Tensor[], masks: (tf.Tensor | undefined)[]): tf.Tensor | undefined {
  if (!layer.supportsMasking) return undefined;
  const after = layer.computeMask(tensors, masks as tf.Tensor[]);
  return [after].flat()[0] ?? undefined;
}
