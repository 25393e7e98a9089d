import type { Node } from '@sightline/engine';
import type { OnnxAttributes } from '../../attributes.ts';
import type { GraphBuilder } from '../../graph-builder.ts';

/** What slides over an image or a volume: one number per spatial axis. */
export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/**
 * ONNX's `pads` (before each axis of space, then after each) for a node's TensorFlow padding. SAME puts the odd pixel
 * at the end; with strides it depends on the size of the image: where that is open, ONNX Runtime computes it.
 */
export function padsOf(node: Node, graph: GraphBuilder, window: Window): OnnxAttributes {
  const padding = node.attributes.padding?.value;
  if (padding === 'VALID') return { pads: { ints: window.size.flatMap(() => [0, 0]) } };
  if (padding === 'EXPLICIT') {
    const paddings = (node.attributes.explicit_paddings?.value ?? []) as readonly number[];
    const [top, bottom, left, right] = paddings.slice(2) as [number, number, number, number];
    return { pads: { ints: [top, left, bottom, right] } };
  }
  const { shape } = graph.value(node.inputs[0]);
  const totals = window.size.map((size, axis) => {
    const [stride, dilation] = [window.strides[axis] as number, window.dilations[axis] as number];
    const reach = (size - 1) * dilation + 1;
    const length = shape[axis + 1] ?? undefined;
    if (stride === 1) return reach - 1;
    return length === undefined ? undefined : Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach - length);
  });
  return totals.includes(undefined)
    ? { auto_pad: { string: 'SAME_UPPER' } }
    : { pads: { ints: halves(totals as number[]) } };
}

/** Paddings, each shared by both ends of its axis, the odd pixel at the end. */
export function halves(totals: readonly number[]): number[] {
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}

/** What a list attribute, as `strides`, has for the axes of space; ones when it is not there. */
export function spatial(node: Node, attribute: string): number[] {
  const list = node.attributes[attribute]?.value as readonly number[] | undefined;
  const rank = node.outputs[0]?.shape.length ?? 4;
  return list ? list.slice(1, -1) : Array.from({ length: rank - 2 }, () => 1);
}
