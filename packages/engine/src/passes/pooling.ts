import type { Attribute, Node, Program, Value } from '../program/program.ts';
import { paddingOf } from './padding.ts';
import { rewrite } from './rewrite.ts';

/** What fills the narrowest vector of `packages/native/kernels/pooling.inl`. */
const CHANNEL_STEP = 4;

/** Max pooling becomes a custom operation, which reads each image once; its gradient stays TensorFlow's. */
export function useOwnPoolings(program: Program): Program {
  return rewrite(program, (node, rewriting) => {
    if (node.op !== 'MaxPool') return false;
    const attributes = attributesOf(node, rewriting.value(node.inputs[0]));
    if (attributes) rewriting.add({ ...node, op: 'SightlineMaxPool', attributes });
    return attributes !== undefined;
  });
}

/** For a pooling that the custom operation can do; else `undefined`. */
function attributesOf({ attributes }: Node, { dtype, shape }: Value): Record<string, Attribute> | undefined {
  const [, height, width, channels] = shape;
  const [images, windowHeight, windowWidth, depth] = (attributes.ksize?.value ?? []) as readonly number[];
  const [, strideHeight, strideWidth] = (attributes.strides?.value ?? []) as readonly number[];
  const isOurs =
    dtype === 'float32' &&
    attributes.data_format?.value === 'NHWC' &&
    images === 1 &&
    depth === 1 &&
    (channels ?? 1) % CHANNEL_STEP === 0;
  if (!isOurs || !height || !width || !windowHeight || !windowWidth || !strideHeight || !strideWidth) return undefined;
  const window = [windowHeight, windowWidth] as const;
  const strides = [strideHeight, strideWidth] as const;
  const padding = paddingOf(attributes, [height, width], window, strides);
  const ints = (value: readonly number[]): Attribute => ({ type: 'ints', value });
  return padding && { padding: ints(padding), window: ints(window), strides: ints(strides) };
}
