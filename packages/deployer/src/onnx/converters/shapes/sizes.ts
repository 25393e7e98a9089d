import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { dataOf } from '../../known-tensor.ts';
import { ONNX_TYPES } from '../../model-proto.ts';

/** Sizes of tensors, and tensors made from sizes. */
export const sizeConverters: Readonly<Record<string, Converter>> = {
  Shape: (node, graph) =>
    graph.add('Cast', [graph.add('Shape', [graph.tensor(node.inputs[0])])], { to: { int: ONNX_TYPES.int32 } }),
  Fill(node, graph) {
    const [dims, value] = [graph.known(node.inputs[0]), graph.known(node.inputs[1])];
    if (!dims || !value) return graph.add('Expand', [graph.tensor(node.inputs[1]), graph.longs(node.inputs[0])]);
    const shape = Array.from(dims.data, Number);
    const size = shape.reduce((total, length) => total * length, 1);
    const data = dataOf(
      value.dtype,
      Array.from({ length: size }, () => Number(value.data[0])),
    );
    return { ...value, shape, data };
  },
  Range(node, graph) {
    const bounds = node.inputs.map((id) => graph.known(id));
    const [start, limit, delta] = bounds.map((known) => Number(known?.data[0])) as [number, number, number];
    if (bounds.includes(undefined))
      return graph.add(
        'Range',
        node.inputs.map((id) => graph.tensor(id)),
      );
    const size = Math.max(0, Math.ceil((limit - start) / delta));
    return listOf(
      node,
      Array.from({ length: size }, (_, index) => start + index * delta),
    );
  },
  LinSpace(node, graph) {
    const [[start], [stop], [count]] = [0, 1, 2].map((input) => graph.numbers(node, input)) as [
      number[],
      number[],
      number[],
    ];
    const step = ((stop as number) - (start as number)) / Math.max(1, (count as number) - 1);
    return listOf(
      node,
      Array.from({ length: count as number }, (_, index) => (start as number) + index * step),
    );
  },
  ZerosLike: (node, graph) => like(node, graph, 0),
  OnesLike: (node, graph) => like(node, graph, 1),
  BroadcastTo: (node, graph) => graph.add('Expand', [graph.tensor(node.inputs[0]), graph.longs(node.inputs[1])]),
};

function listOf(node: Node, numbers: readonly number[]): ReturnType<Converter> {
  const dtype = node.outputs[0]?.dtype === 'int32' ? 'int32' : 'float32';
  return { name: 'numbers', dtype, shape: [numbers.length], data: dataOf(dtype, numbers) };
}

function like(node: Node, graph: GraphBuilder, value: number): string {
  const scalar = graph.scalar(value, graph.value(node.inputs[0]).dtype);
  return graph.add('Expand', [scalar, graph.add('Shape', [graph.tensor(node.inputs[0])])]);
}
