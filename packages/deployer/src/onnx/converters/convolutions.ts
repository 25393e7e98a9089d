import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder, KnownTensor } from '../graph-builder.ts';
import { channelsFirst, channelsLast, requireChannelsLast, transposed } from './layout.ts';
import { padsOf, spatial } from './padding.ts';

export const convolutionConverters: Readonly<Record<string, Converter>> = {
  /** Kernels: [height, width, in, out] → [out, in, height, width]. */
  Conv2D(node, graph) {
    const kernel = kernelOf(node, graph);
    const groups = channelsOf(node, graph) / (kernel.shape[2] as number);
    return convolution(node, graph, transposed(kernel, [3, 2, 0, 1]), groups);
  },
  /** Kernels: [height, width, in, multiplier] → [in × multiplier, 1, height, width], a group a channel. */
  DepthwiseConv2dNative(node, graph) {
    const kernel = transposed(kernelOf(node, graph), [2, 3, 0, 1]);
    const [channels, multiplier, height, width] = kernel.shape as [number, number, number, number];
    return convolution(node, graph, { ...kernel, shape: [channels * multiplier, 1, height, width] }, channels);
  },
  BiasAdd: (node, graph) => foldBias(node, graph) ?? addTensors(node, graph),
  Add: (node, graph) => foldBias(node, graph) ?? addTensors(node, graph),
  AddV2: (node, graph) => foldBias(node, graph) ?? addTensors(node, graph),
};

function convolution(node: Node, graph: GraphBuilder, kernel: KnownTensor, groups: number): string {
  requireChannelsLast(node, graph);
  const size = kernel.shape.slice(2);
  const [strides, dilations] = [spatial(node, 'strides'), spatial(node, 'dilations')];
  const result = graph.add('Conv', [channelsFirst(graph, graph.tensor(node.inputs[0])), graph.constant(kernel)], {
    kernel_shape: { ints: size },
    strides: { ints: strides },
    dilations: { ints: dilations },
    pads: { ints: padsOf(node, graph, { size, strides, dilations }) },
    group: { int: groups },
  });
  return channelsLast(graph, result);
}

function kernelOf(node: Node, graph: GraphBuilder): KnownTensor {
  const kernel = graph.known(node.inputs[1]);
  if (kernel) return kernel;
  throw graph.unsupported(node, 'Its kernel is computed; it must be a weight or a constant.');
}

function channelsOf(node: Node, graph: GraphBuilder): number {
  return graph.value(node.inputs[0]).shape[3] as number;
}

/** A vector added to a convolution becomes its bias, when nobody else uses the sum without it. */
function foldBias(node: Node, graph: GraphBuilder): string | undefined {
  for (const [sum, vector] of [node.inputs, node.inputs.toReversed()] as [number, number][]) {
    const bias = graph.known(vector);
    const conv = graph.known(sum) ? undefined : graph.maker(graph.maker(graph.tensor(sum))?.input[0] ?? '');
    if (!bias || conv?.opType !== 'Conv' || conv.input.length !== 2 || graph.uses(sum) !== 1) continue;
    const channels = graph.value(sum).shape[3];
    if (bias.data.length !== channels || bias.shape.at(-1) !== channels) continue;
    conv.input.push(graph.constant({ ...bias, shape: [channels] }));
    return graph.tensor(sum);
  }
  return undefined;
}

function addTensors(node: Node, graph: GraphBuilder): string {
  return graph.add('Add', [graph.tensor(node.inputs[0]), graph.tensor(node.inputs[1])]);
}
