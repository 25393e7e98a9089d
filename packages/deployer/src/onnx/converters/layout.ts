import type { Node } from '@sightline/engine';
import type { GraphBuilder, KnownTensor } from '../graph-builder.ts';

/** Inserts a Transpose from TensorFlow's [batch, height, width, channels] to ONNX's [batch, channels, height, width]. */
export function channelsFirst(graph: GraphBuilder, tensor: string): string {
  return graph.add('Transpose', [tensor], { perm: { ints: [0, 3, 1, 2] } });
}

/** The way back. ONNX Runtime cancels both between neighbours. */
export function channelsLast(graph: GraphBuilder, tensor: string): string {
  return graph.add('Transpose', [tensor], { perm: { ints: [0, 2, 3, 1] } });
}

/** Refuses a node that works on [batch, channels, height, width]: no tfjs layer records one. */
export function requireChannelsLast(node: Node, graph: GraphBuilder): void {
  const format = node.attributes.data_format?.value ?? 'NHWC';
  if (format !== 'NHWC') throw graph.unsupported(node, `Its data_format is ${String(format)}. Allowed: NHWC.`);
}

/** The tensor with its axes in the order of `permutation`, as numpy.transpose. */
export function transposed(tensor: KnownTensor, permutation: readonly number[]): KnownTensor {
  const shape = permutation.map((axis) => tensor.shape[axis] as number);
  const strides = tensor.shape.map((_, axis) => tensor.shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const steps = permutation.map((axis) => strides[axis] as number);
  const data = tensor.data.slice();
  const index = shape.map(() => 0);
  let source = 0;
  for (let target = 0; target < data.length; target++) {
    data[target] = tensor.data[source] as never;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += steps[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      source -= (steps[axis] as number) * (shape[axis] as number);
      index[axis] = 0;
    }
  }
  return { ...tensor, shape, data };
}
