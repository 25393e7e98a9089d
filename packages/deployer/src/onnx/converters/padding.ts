import type { Node } from '@sightline/engine';
import type { GraphBuilder } from '../graph-builder.ts';

/** What slides over an image: [height, width] each. */
export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/**
 * ONNX's `pads` ([top, left, bottom, right]) for a node's TensorFlow padding. SAME puts the odd pixel at the bottom and at the right, and
 * depends on the size of the image.
 */
export function padsOf(node: Node, graph: GraphBuilder, window: Window): number[] {
  const padding = node.attributes.padding?.value;
  if (padding === 'VALID') return [0, 0, 0, 0];
  if (padding === 'EXPLICIT') {
    const paddings = (node.attributes.explicit_paddings?.value ?? []) as readonly number[];
    const [top, bottom, left, right] = paddings.slice(2) as [number, number, number, number];
    return [top, left, bottom, right];
  }
  const { shape } = graph.value(node.inputs[0]);
  const totals = [0, 1].map((axis) => {
    const length = shape[axis + 1];
    if (length === null || length === undefined)
      throw graph.unsupported(node, 'SAME padding needs a fixed height and width.');
    const [size, stride, dilation] = [window.size, window.strides, window.dilations].map(
      (list) => list[axis] as number,
    ) as [number, number, number];
    const covered = (Math.ceil(length / stride) - 1) * stride + (size - 1) * dilation + 1;
    return Math.max(0, covered - length);
  });
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}

/** Height and width of a list attribute of four, as `strides`. */
export function spatial(node: Node, attribute: string): number[] {
  const list = node.attributes[attribute]?.value as readonly number[] | undefined;
  return list ? list.slice(1, 3) : [1, 1];
}
