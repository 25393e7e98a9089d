import { tf } from '../../tensorflow.ts';

type Layer = tf.layers.Layer;

/** A tensor's mask: bool, true where a position counts, `[batch, …]`; `undefined` where all do. */
export type Mask = tf.Tensor | undefined;

/** As Keras keeps them: with the tensors. */
const masks = new WeakMap<tf.Tensor, tf.Tensor>();

export function maskOf(tensor: tf.Tensor): Mask {
  return masks.get(tensor);
}

export function setMask(tensor: tf.Tensor, mask: Mask): void {
  if (mask) masks.set(tensor, mask);
  else masks.delete(tensor);
}

interface Call {
  readonly inputs: readonly tf.Tensor[];
  readonly masks: readonly Mask[];
}

const handOn = ({ masks: [first] }: Call): Mask => first;

/** Those of Keras' rules that tfjs lacks or has wrong, by the layer's class; of layers with one output. */
const rules: Readonly<Record<string, (call: Call, layer: Layer) => Mask>> = {
  Add: anyOf,
  Average: anyOf,
  Concatenate: concatenated,
  ELU: handOn,
  LeakyReLU: handOn,
  Maximum: anyOf,
  Minimum: anyOf,
  Multiply: anyOf,
  Rescaling: handOn,
  Softmax: handOn,
  Subtract: anyOf,
  ThresholdedReLU: handOn,
};

/** The masks of what a layer gives, by output; none where the layer does not hand masks on. */
export function masksAfter(layer: Layer, call: Call): readonly Mask[] {
  const rule = rules[layer.getClassName()];
  if (rule) return call.masks.some(Boolean) ? [rule(call, layer)] : [];
  if (!layer.supportsMasking) return [];
  const { inputs, masks: given } = call;
  const [tensors, theirs] = inputs.length === 1 ? [inputs[0], given[0]] : [[...inputs], [...given]];
  const after = layer.computeMask(tensors as tf.Tensor, theirs as tf.Tensor) as Mask | null | (Mask | null)[];
  return [after].flat().map((mask) => mask ?? undefined);
}

/** Where all are masked, a position counts that counts in any. */
function anyOf({ masks: given }: Call): Mask {
  if (!given.every((mask) => mask !== undefined)) return undefined;
  return given.reduce((some, mask) => some.logicalOr(mask));
}

function concatenated({ inputs, masks: given }: Call, layer: Layer): Mask {
  const { axis } = layer as unknown as { axis: number };
  return tf.tidy(() => {
    const spread = inputs.map((input, index) => {
      const mask = given[index];
      if (!mask) return tf.onesLike(input).toBool();
      return mask.rank < input.rank ? spreadOver(mask, input) : mask;
    });
    return tf.concat(spread, axis).any(-1);
  });
}

/** A mask `[batch, …]` in the shape of a tensor `[batch, …, size]`. */
export function spreadOver(mask: tf.Tensor, tensor: tf.Tensor): tf.Tensor {
  return mask.expandDims(-1).logicalOr(tf.zerosLike(tensor).toBool());
}
