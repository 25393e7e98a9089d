import { tf } from '../../tensorflow.ts';
import { type Mask, maskOf, spreadOver } from './masks.ts';

type Layer = tf.layers.Layer;
type Call = Layer['call'];

/** How a layer that tfjs lets compute with masked positions leaves them out, as in Keras. */
type MaskedCall = (call: Call, masks: readonly Mask[], layer: Layer) => Call;

const maskedCalls: Readonly<Record<string, MaskedCall>> = {
  AdditiveAttention: withAllMasks,
  Attention: withAllMasks,
  /** The outputs at masked time steps are 0. */
  Bidirectional: (call, [mask], layer) => {
    const { returnSequences, mergeMode } = layer as unknown as { returnSequences: boolean; mergeMode: string | null };
    if (!mask || !returnSequences) return call;
    const sequences = mergeMode === null ? 2 : 1;
    return (inputs, kwargs) =>
      tf.tidy(() => {
        const outputs = [call(inputs, kwargs)].flat();
        const zeroed = outputs.map((output, index) =>
          index < sequences ? output.mul(mask.toFloat().expandDims(-1)) : output,
        );
        return zeroed.length === 1 ? (zeroed[0] as tf.Tensor) : zeroed;
      });
  },
  GlobalAveragePooling1D: (call, [mask]) => {
    if (!mask) return call;
    return (inputs) =>
      tf.tidy(() => {
        const [input] = [inputs].flat() as [tf.Tensor];
        const counted = mask.toFloat().expandDims(-1);
        return input.mul(counted).sum(1).div(counted.sum(1));
      });
  },
  Maximum: (_, masks) => ofCounted(masks, tf.maximum),
  Minimum: (_, masks) => ofCounted(masks, tf.minimum),
  MultiHeadAttention: withAllMasks,
  Multiply: (_, masks) => (inputs) =>
    tf.tidy(() => {
      const factors = [inputs].flat().map((input, index) => {
        const mask = masks[index];
        return mask ? tf.where(spreadOver(mask, input), input, tf.onesLike(input)) : input;
      });
      const product = factors.reduce((all, factor) => all.mul(factor));
      if (!masks.every((mask) => mask !== undefined)) return product;
      const counted = masks.reduce((some, mask) => some.logicalOr(mask));
      return tf.where(spreadOver(counted, product), product, tf.zerosLike(product));
    }),
  // A mask of positions is none of the numbers within them, which tfjs (and Keras) would take it for.
  Softmax: (call) => (inputs, kwargs) => {
    const { mask: _, ...others } = kwargs;
    return call(inputs, others);
  },
};

/** The layer's call, with the positions that are masked in its inputs left out. */
export function leavingMasked(
  layer: Layer,
  given: Parameters<Layer['apply']>,
  call: Call | undefined,
): Call | undefined {
  const masked = maskedCalls[layer.getClassName()];
  if (!masked) return call;
  const [inputs, kwargs] = given;
  const tensors = [inputs].flat() as tf.Tensor[];
  const masks = tensors.map((tensor, index) => (index === 0 ? (kwargs?.mask as Mask | null) : null) ?? maskOf(tensor));
  return masks.some(Boolean) ? masked(call ?? layer.call.bind(layer), masks, layer) : call;
}

/** For layers that compute with the masks of all their inputs. */
function withAllMasks(call: Call, masks: readonly Mask[]): Call {
  return (inputs, kwargs) => call(inputs, { ...kwargs, mask: masks });
}

/** Where an input is masked, the others decide. */
function ofCounted(masks: readonly Mask[], merge: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Call {
  return (inputs) =>
    tf.tidy(() => {
      const [first, ...others] = [inputs].flat() as [tf.Tensor, ...tf.Tensor[]];
      let output = first;
      let counted = masks[0] && spreadOver(masks[0], first);
      others.forEach((other, index) => {
        const mask = masks[index + 1];
        const spread = mask && spreadOver(mask, other);
        const right = spread ? tf.where(spread, other, output) : other;
        const left = counted ? tf.where(counted, output, right) : output;
        counted = spread && counted ? counted.logicalOr(spread) : undefined;
        output = merge(left, right);
      });
      return output;
    });
}
