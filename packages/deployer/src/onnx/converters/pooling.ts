import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder, OnnxAttribute } from '../graph-builder.ts';
import { channelsFirst, channelsLast, requireChannelsLast } from './layout.ts';
import { padsOf, spatial } from './padding.ts';

/** Pooling and batch normalisation of [batch, height, width, channels]. */
export const poolingConverters: Readonly<Record<string, Converter>> = {
  MaxPool: (node, graph) => pool('MaxPool', node, graph),
  /** As TensorFlow does, padding is left out of the average. */
  AvgPool: (node, graph) => pool('AveragePool', node, graph, { count_include_pad: { int: 0 } }),
  FusedBatchNorm: batchNormalization,
  FusedBatchNormV3: batchNormalization,
};

function pool(opType: string, node: Node, graph: GraphBuilder, attributes: Record<string, OnnxAttribute> = {}): string {
  requireChannelsLast(node, graph);
  const [size, strides] = [spatial(node, 'ksize'), spatial(node, 'strides')];
  const result = graph.add(opType, [channelsFirst(graph, graph.tensor(node.inputs[0]))], {
    ...attributes,
    kernel_shape: { ints: size },
    strides: { ints: strides },
    pads: { ints: padsOf(node, graph, { size, strides, dilations: [1, 1] }) },
  });
  return channelsLast(graph, result);
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
