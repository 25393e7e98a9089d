import type { Node } from '@sightline/engine';
import type { OnnxAttributes } from '../../attributes.ts';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { channelsFirst, channelsLast, requireChannelsLast } from '../layout.ts';
import { padsOf, spatial } from './padding.ts';

/** Pooling and normalisation of [batch, …space, channels]. */
export const poolingConverters: Readonly<Record<string, Converter>> = {
  MaxPool: (node, graph) => pool('MaxPool', node, graph),
  MaxPool3D: (node, graph) => pool('MaxPool', node, graph),
  /** As TensorFlow does, padding is left out of the average. */
  AvgPool: (node, graph) => pool('AveragePool', node, graph, { count_include_pad: { int: 0 } }),
  AvgPool3D: (node, graph) => pool('AveragePool', node, graph, { count_include_pad: { int: 0 } }),
  FusedBatchNorm: batchNormalization,
  FusedBatchNormV3: batchNormalization,
  /** ONNX divides `alpha` by the number of channels summed. */
  LRN(node, graph) {
    const { depth_radius: radius, bias, alpha, beta } = node.attributes;
    const size = 2 * (radius?.value as number) + 1;
    const result = graph.add('LRN', [channelsFirst(graph, graph.tensor(node.inputs[0]))], {
      size: { int: size },
      bias: { float: bias?.value as number },
      alpha: { float: (alpha?.value as number) * size },
      beta: { float: beta?.value as number },
    });
    return channelsLast(graph, result);
  },
};

function pool(opType: string, node: Node, graph: GraphBuilder, attributes: OnnxAttributes = {}): string {
  requireChannelsLast(node, graph);
  const [size, strides] = [spatial(node, 'ksize'), spatial(node, 'strides')];
  const rank = size.length + 2;
  const dilations = size.map(() => 1);
  const result = graph.add(opType, [channelsFirst(graph, graph.tensor(node.inputs[0]), rank)], {
    ...attributes,
    kernel_shape: { ints: size },
    strides: { ints: strides },
    ...padsOf(node, graph, { size, strides, dilations }),
  });
  return channelsLast(graph, result, rank);
}

function batchNormalization(node: Node, graph: GraphBuilder): string {
  requireChannelsLast(node, graph);
  if (node.attributes.is_training?.value !== false)
    throw graph.unsupported(node, 'It normalises by the batch. Record the model for inference.');
  const [x, scale, offset, mean, variance] = node.inputs.map((id) => graph.tensor(id)) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const epsilon = node.attributes.epsilon?.value as number;
  return channelsLast(
    graph,
    graph.add('BatchNormalization', [channelsFirst(graph, x), scale, offset, mean, variance], {
      epsilon: { float: epsilon },
    }),
  );
}
