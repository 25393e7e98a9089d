import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { channelsFirst, channelsLast, permuted, requireChannelsLast } from '../layout.ts';
import { halves, spatial } from './padding.ts';

/**
 * Transposed convolutions: TensorFlow has them as the gradient of a convolution by its input, with the size of that
 * input as an operand.
 */
export const transposedConvolutionConverters: Readonly<Record<string, Converter>> = {
  Conv2DBackpropInput: transposedConvolution,
  Conv3DBackpropInputV2: transposedConvolution,
};

/** Kernels: [...size, out, in] → [in, out, ...size]. */
function transposedConvolution(node: Node, graph: GraphBuilder): string {
  requireChannelsLast(node, graph);
  const { shape } = graph.value(node.inputs[1]);
  const size = shape.slice(0, -2) as number[];
  const [strides, dilations] = [spatial(node, 'strides'), spatial(node, 'dilations')];
  const margins = size.map((_, axis) => marginOf(node, graph, axis));
  const image = channelsFirst(graph, graph.tensor(node.inputs[2]), shape.length);
  const kernel = permuted(graph, node.inputs[1], [size.length + 1, size.length, ...size.keys()]);
  const result = graph.add('ConvTranspose', [image, kernel], {
    kernel_shape: { ints: size },
    strides: { ints: strides },
    dilations: { ints: dilations },
    pads: { ints: halves(margins.map((margin) => Math.max(0, margin))) },
    output_padding: { ints: margins.map((margin) => Math.max(0, -margin)) },
  });
  return channelsLast(graph, result, shape.length);
}

/** How much of what the kernels reach is cut off along an axis of space; negative where nothing reaches. */
function marginOf(node: Node, graph: GraphBuilder, axis: number): number {
  const size = graph.value(node.inputs[1]).shape[axis] as number;
  const [stride, dilation] = ['strides', 'dilations'].map((name) => spatial(node, name)[axis]) as [number, number];
  const reach = (size - 1) * dilation + 1;
  const [input, output] = [graph.value(node.inputs[2]), node.outputs[0]].map((value) => value?.shape[axis + 1]);
  if (typeof input === 'number' && typeof output === 'number') return (input - 1) * stride + reach - output;
  if (node.layer && LAYERS.has(node.layer.className)) {
    // What the layer makes of any size: `stride · size`, and without padding the rest of the last kernel.
    return node.attributes.padding?.value === 'SAME' ? reach - stride : Math.min(0, reach - stride);
  }
  throw graph.unsupported(node, 'Outside a layer, a transposed convolution needs a fixed image size.');
}

const LAYERS = new Set(['Conv2DTranspose', 'Conv3DTranspose']);
