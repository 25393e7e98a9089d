import type { Attribute, Node, Program, Shape, ValueId } from '../program/program.ts';
import { paddingOf } from './padding.ts';
import { rewrite } from './rewrite.ts';

/** The kernels that `packages/native/kernels/depthwise.inl` has code for, and what fills its narrowest vector. */
const KERNELS: readonly unknown[] = [3, 5, 7];
const CHANNEL_STEP = 4;

/**
 * Depthwise convolutions with kernels of 3×3, 5×5 and 7×7, and their gradients, become custom operations: TensorFlow
 * computes the gradients image by image in scalars.
 */
export function useOwnDepthwiseConvolutions(program: Program): Program {
  return rewrite(program, (node, rewriting) => {
    const shapeOf = (id: ValueId | undefined): Shape => rewriting.value(id).shape;
    const { inputs, outputs } = node;
    const [first, second, third] = inputs as [ValueId, ValueId, ValueId];
    switch (node.op) {
      case 'DepthwiseConv2dNative': {
        const attributes = attributesOf(node, shapeOf(first), shapeOf(second));
        if (attributes) rewriting.add({ ...node, op: 'SightlineDepthwiseConv2D', attributes });
        return attributes !== undefined;
      }
      case 'DepthwiseConv2dNativeBackpropInput': {
        const attributes = attributesOf(node, outputs[0]?.shape ?? [], shapeOf(second));
        const taken = { ...node, inputs: [third, second] };
        if (attributes) rewriting.add({ ...taken, op: 'SightlineDepthwiseConv2DBackpropInput', attributes });
        return attributes !== undefined;
      }
      case 'DepthwiseConv2dNativeBackpropFilter': {
        const attributes = attributesOf(node, shapeOf(first), outputs[0]?.shape ?? []);
        const taken = { ...node, inputs: [first, third] };
        if (attributes) rewriting.add({ ...taken, op: 'SightlineDepthwiseConv2DBackpropFilter', attributes });
        return attributes !== undefined;
      }
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
  const [, stride, strideAcross] = (attributes.strides?.value ?? []) as readonly number[];
  const dilations = (attributes.dilations?.value ?? []) as readonly number[];
  const isOurs =
    attributes.T?.value === 'float32' &&
    attributes.data_format?.value === 'NHWC' &&
    KERNELS.includes(kernel) &&
    kernel === kernelWidth &&
    multiplier === 1 &&
    (channels ?? 1) % CHANNEL_STEP === 0 &&
    stride === strideAcross &&
    dilations.every((size) => size === 1);
  if (!isOurs || !height || !width || !kernel || !stride) return undefined;
  const padding = paddingOf(attributes, [height, width], [kernel, kernel], [stride, stride]);
  if (!padding) return undefined;
  const int = (value: number): Attribute => ({ type: 'int', value });
  return {
    padding: { type: 'ints', value: padding },
    stride: int(stride),
    height: int(height),
    width: int(width),
    kernel: int(kernel),
  };
}
