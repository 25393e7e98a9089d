import { int, ints } from '../program/attributes.ts';
import type { Attribute, Node, Program, Shape } from '../program/program.ts';
import { paddingOf } from './padding.ts';
import { rewrite } from './rewrite.ts';

/** What fills the narrowest vector of `packages/native/kernels/pooling.inl`. */
const CHANNEL_STEP = 4;
/** From so many on, TensorFlow's averages are as fast. */
const MANY_CHANNELS = 32;

/**
 * Max pooling, and average pooling of few channels with its gradient, become custom operations; the gradient of max
 * pooling stays TensorFlow's.
 */
export function useOwnPoolings(program: Program): Program {
  return rewrite(program, (node, rewriting) => {
    const { op, inputs, outputs } = node;
    const ofImages = rewriting.value(inputs[0]).shape;
    switch (op) {
      case 'MaxPool': {
        const attributes = (ofImages.at(-1) ?? 1) % CHANNEL_STEP === 0 ? attributesOf(node, ofImages) : undefined;
        if (attributes) rewriting.add({ ...node, op: 'SightlineMaxPool', attributes });
        return attributes !== undefined;
      }
      case 'AvgPool': {
        const attributes = hasFew(ofImages) ? attributesOf(node, ofImages) : undefined;
        if (attributes) rewriting.add({ ...node, op: 'SightlineAvgPool', attributes });
        return attributes !== undefined;
      }
      case 'AvgPoolGrad': {
        const shape = outputs[0]?.shape ?? [];
        const pooling = hasFew(shape) ? attributesOf(node, shape) : undefined;
        if (!pooling) return false;
        const [, height, width] = shape as [number, number, number];
        const attributes = { ...pooling, height: int(height), width: int(width) };
        rewriting.add({ ...node, op: 'SightlineAvgPoolGrad', inputs: inputs.slice(1), attributes });
        return true;
      }
      default:
        return false;
    }
  });
}

function hasFew(images: Shape): boolean {
  return (images.at(-1) ?? MANY_CHANNELS) < MANY_CHANNELS;
}

/** For a pooling of images of this shape that the custom operations can do; else `undefined`. */
function attributesOf({ attributes, outputs }: Node, images: Shape): Record<string, Attribute> | undefined {
  const [, height, width] = images;
  const [count, windowHeight, windowWidth, depth] = (attributes.ksize?.value ?? []) as readonly number[];
  const [, strideHeight, strideWidth] = (attributes.strides?.value ?? []) as readonly number[];
  const isOurs =
    outputs[0]?.dtype === 'float32' && attributes.data_format?.value === 'NHWC' && count === 1 && depth === 1;
  if (!isOurs || !height || !width || !windowHeight || !windowWidth || !strideHeight || !strideWidth) return undefined;
  const window = [windowHeight, windowWidth] as const;
  const strides = [strideHeight, strideWidth] as const;
  const padding = paddingOf(attributes, [height, width], window, strides);
  return padding && { padding: ints(padding), window: ints(window), strides: ints(strides) };
}
