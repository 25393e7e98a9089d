import { flag, int, ints } from '../program/attributes.ts';
import {
  type Attribute,
  type Node,
  type Program,
  type Shape,
  type Value,
  type ValueId,
  valuesOf,
} from '../program/program.ts';
import { squareStride } from './convolution-kernels.ts';
import { type Activation, addNothing, Epilogues } from './epilogues.ts';
import { paddingOf } from './padding.ts';
import { rewrite } from './rewrite.ts';

/** The kernels that `packages/native/kernels/depthwise.inl` has code for, and what fills its narrowest vector. */
const KERNELS: readonly unknown[] = [3, 5, 7];
const CHANNEL_STEP = 4;

/** As in `packages/native/kernels/depthwise.h`. */
const ACTIVATION_NUMBERS: Readonly<Record<Activation, number>> = { relu: 1, relu6: 2, silu: 3 };

/**
 * Depthwise convolutions with kernels of 3×3, 5×5 and 7×7, and their gradients, become custom operations: TensorFlow
 * computes the gradients image by image in scalars. A bias and an activation behind the convolution go into it, and so
 * does SiLU before it.
 */
export function useOwnDepthwiseConvolutions(program: Program): Program {
  const values = valuesOf(program);
  const shapeOf = (id: ValueId | undefined): Shape => values.get(id as ValueId)?.shape ?? [];
  const epilogues = new Epilogues(program);
  const forward = new Map(
    program.nodes.flatMap((node) => {
      const isForward = node.op === 'DepthwiseConv2dNative';
      const attributes = isForward ? attributesOf(node, shapeOf(node.inputs[0]), shapeOf(node.inputs[1])) : undefined;
      return attributes ? [[node.id, attributes] as const] : [];
    }),
  );
  const silus = epilogues.silusBefore(program.nodes.filter(({ id }) => forward.has(id)));
  return rewrite(program, (node, rewriting) => {
    const { inputs, outputs } = node;
    const [first, second, third] = inputs as [ValueId, ValueId, ValueId];
    const replace = (attributes: Record<string, Attribute> | undefined, taken: readonly ValueId[]): boolean => {
      const op = node.op.replace('DepthwiseConv2dNative', 'SightlineDepthwiseConv2D');
      if (attributes) rewriting.add({ ...node, op, inputs: taken, attributes });
      return attributes !== undefined;
    };
    if (epilogues.has(node)) return true;
    switch (node.op) {
      case 'DepthwiseConv2dNative': {
        const convolution = forward.get(node.id);
        if (!convolution) return false;
        const { bias, activation, output } = epilogues.take(outputs[0] as Value, ['relu', 'relu6', 'silu'], rewriting);
        const attributes = {
          ...convolution,
          use_bias: flag(bias !== undefined),
          activation_before: int(silus.has(first) ? ACTIVATION_NUMBERS.silu : 0),
          activation: int(activation ? ACTIVATION_NUMBERS[activation] : 0),
        };
        const taken = [silus.get(first) ?? first, second, bias ?? addNothing(rewriting)];
        rewriting.add({ ...node, op: 'SightlineDepthwiseConv2D', attributes, inputs: taken, outputs: [output] });
        return true;
      }
      case 'DepthwiseConv2dNativeBackpropInput':
        return replace(attributesOf(node, outputs[0]?.shape ?? [], shapeOf(second)), [third, second]);
      case 'DepthwiseConv2dNativeBackpropFilter':
        return replace(attributesOf(node, shapeOf(first), outputs[0]?.shape ?? []), [first, third]);
      default:
        return false;
    }
  });
}

/** For a convolution that the custom operations can do; else `undefined`. */
function attributesOf(
  { attributes }: Node,
  [, height, width, channels]: Shape,
  [kernel, kernelWidth, , multiplier]: Shape,
): Record<string, Attribute> | undefined {
  const stride = squareStride(attributes);
  const isOurs =
    KERNELS.includes(kernel) && kernel === kernelWidth && multiplier === 1 && (channels ?? 1) % CHANNEL_STEP === 0;
  if (!isOurs || !height || !width || !kernel || !stride) return undefined;
  const padding = paddingOf(attributes, [height, width], [kernel, kernel], [stride, stride]);
  if (!padding) return undefined;
  return {
    padding: ints(padding),
    stride: int(stride),
    height: int(height),
    width: int(width),
    kernel: int(kernel),
  };
}
