import type { Node, ValueId } from '@sightline/engine';
import type { GraphBuilder } from '../graph-builder.ts';
import type { KnownTensor } from '../known-tensor.ts';

/** Inserts a Transpose from TensorFlow's [batch, …space, channels] to ONNX's [batch, channels, …space]. */
export function channelsFirst(graph: GraphBuilder, tensor: string, rank = 4): string {
  const space = Array.from({ length: rank - 2 }, (_, axis) => axis + 1);
  return graph.add('Transpose', [tensor], { perm: { ints: [0, rank - 1, ...space] } });
}

/** The way back. ONNX Runtime cancels both between neighbours. */
export function channelsLast(graph: GraphBuilder, tensor: string, rank = 4): string {
  const space = Array.from({ length: rank - 2 }, (_, axis) => axis + 2);
  return graph.add('Transpose', [tensor], { perm: { ints: [0, ...space, 1] } });
}

/** Refuses a node that works on [batch, channels, …space]: no tfjs layer records one. */
export function requireChannelsLast(node: Node, graph: GraphBuilder): void {
  const format = node.attributes.data_format?.value ?? 'NHWC';
  if (format === 'NHWC' || format === 'NDHWC') return;
  throw graph.unsupported(node, `Its data_format is ${JSON.stringify(format)}. Allowed: NHWC, NDHWC.`);
}

/**
 * A value with its axes in another order, then in another shape: a weight is permuted here, anything else when the
 * model runs.
 */
export function permuted(
  graph: GraphBuilder,
  id: ValueId | undefined,
  permutation: readonly number[],
  shape?: readonly number[],
): string {
  const known = graph.known(id);
  if (known) {
    const tensor = transposed(known, permutation);
    return graph.constant({ ...tensor, shape: shape ?? tensor.shape });
  }
  const tensor = graph.add('Transpose', [graph.tensor(id)], { perm: { ints: permutation } });
  return shape ? graph.add('Reshape', [tensor, graph.integers(shape)]) : tensor;
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
