import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { channelsFirst, channelsLast, permuted, requireChannelsLast } from '../layout.ts';
import { padsOf, spatial } from './padding.ts';

export const convolutionConverters: Readonly<Record<string, Converter>> = {
  Conv2D: grouped,
  Conv3D: grouped,
  /** Kernels: [height, width, in, multiplier] → [in × multiplier, 1, height, width], one group per channel. */
  DepthwiseConv2dNative(node, graph) {
    const [height, width, channels, multiplier] = kernelShape(node, graph) as [number, number, number, number];
    const kernel = (): string =>
      permuted(graph, node.inputs[1], [2, 3, 0, 1], [channels * multiplier, 1, height, width]);
    return convolution(node, graph, { kernel, size: [height, width], groups: channels });
  },
  BiasAdd: (node, graph) => foldBias(node, graph) ?? addTensors(node, graph),
  Add: (node, graph) => foldBias(node, graph) ?? addTensors(node, graph),
  AddV2: (node, graph) => foldBias(node, graph) ?? addTensors(node, graph),
};

/** Kernels: [...size, in, out] → [out, in, ...size]. */
function grouped(node: Node, graph: GraphBuilder): string {
  const shape = kernelShape(node, graph);
  const size = shape.slice(0, -2);
  const channels = graph.value(node.inputs[0]).shape.at(-1) as number;
  const order = [size.length + 1, size.length, ...size.keys()];
  return convolution(node, graph, {
    kernel: () => permuted(graph, node.inputs[1], order),
    size,
    groups: channels / (shape.at(-2) as number),
  });
}

interface Kernel {
  readonly kernel: () => string;
  readonly size: readonly number[];
  readonly groups: number;
}

function convolution(node: Node, graph: GraphBuilder, { kernel, size, groups }: Kernel): string {
  requireChannelsLast(node, graph);
  const rank = size.length + 2;
  const [strides, dilations] = [spatial(node, 'strides'), spatial(node, 'dilations')];
  const result = graph.add('Conv', [channelsFirst(graph, graph.tensor(node.inputs[0]), rank), kernel()], {
    kernel_shape: { ints: size },
    strides: { ints: strides },
    dilations: { ints: dilations },
    ...padsOf(node, graph, { size, strides, dilations }),
    group: { int: groups },
  });
  return channelsLast(graph, result, rank);
}

function kernelShape(node: Node, graph: GraphBuilder): number[] {
  return graph.value(node.inputs[1]).shape as number[];
}

/** A vector added to a convolution becomes its bias, when nobody else uses the sum without it. */
function foldBias(node: Node, graph: GraphBuilder): string | undefined {
  for (const [sum, vector] of [node.inputs, node.inputs.toReversed()] as [number, number][]) {
    const bias = graph.known(vector);
    const conv = graph.known(sum) ? undefined : graph.maker(graph.maker(graph.tensor(sum))?.input[0] ?? '');
    const takesBias = (conv?.opType === 'Conv' || conv?.opType === 'ConvTranspose') && conv.input.length === 2;
    if (!bias || !takesBias || graph.uses(sum) !== 1) continue;
    const channels = graph.value(sum).shape.at(-1);
    if (bias.data.length !== channels || bias.shape.at(-1) !== channels) continue;
    conv.input.push(graph.constant({ ...bias, shape: [channels] }));
    return graph.tensor(sum);
  }
  return undefined;
}

function addTensors(node: Node, graph: GraphBuilder): string {
  return graph.add('Add', [graph.tensor(node.inputs[0]), graph.tensor(node.inputs[1])]);
}
