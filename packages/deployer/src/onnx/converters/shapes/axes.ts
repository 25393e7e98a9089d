import type { Converter, GraphBuilder } from '../../graph-builder.ts';

/** Operations that reorder, join and split axes. */
export const axisConverters: Readonly<Record<string, Converter>> = {
  /** Of a weight: the same weight with another shape. */
  Reshape(node, graph) {
    const known = graph.known(node.inputs[0]);
    if (known) return { ...known, shape: node.outputs[0]?.shape as number[] };
    return graph.add('Reshape', [graph.tensor(node.inputs[0]), graph.longs(node.inputs[1])]);
  },
  Transpose: (node, graph) =>
    graph.add('Transpose', [graph.tensor(node.inputs[0])], { perm: { ints: graph.numbers(node, 1) } }),
  ExpandDims: (node, graph) => unsqueeze(graph, graph.tensor(node.inputs[0]), graph.numbers(node, 1)),
  Squeeze(node, graph) {
    const axes = (node.attributes.squeeze_dims?.value ?? []) as readonly number[];
    const operands = [graph.tensor(node.inputs[0])];
    return graph.add('Squeeze', axes.length > 0 ? [...operands, graph.integers(axes)] : operands);
  },
  ConcatV2(node, graph) {
    const last = node.inputs.length - 1;
    const [axis] = graph.numbers(node, last) as [number];
    return graph.add(
      'Concat',
      node.inputs.slice(0, last).map((id) => graph.tensor(id)),
      { axis: { int: axis } },
    );
  },
  Pack(node, graph) {
    const axis = node.attributes.axis?.value as number;
    return graph.add(
      'Concat',
      node.inputs.map((id) => unsqueeze(graph, graph.tensor(id), [axis])),
      { axis: { int: axis } },
    );
  },
  Unpack(node, graph) {
    const axis = { axis: { int: node.attributes.axis?.value as number } };
    const index = (number: number) =>
      graph.constant({ name: 'index', dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(number)) });
    return node.outputs.map((_, number) => graph.add('Gather', [graph.tensor(node.inputs[0]), index(number)], axis));
  },
  SplitV(node, graph) {
    const [axis] = graph.numbers(node, 2) as [number];
    const parts = [graph.tensor(node.inputs[0]), graph.longs(node.inputs[1])];
    return graph.addAll('Split', parts, { axis: { int: axis } }, node.outputs.length);
  },
  Tile: (node, graph) => graph.add('Tile', [graph.tensor(node.inputs[0]), graph.longs(node.inputs[1])]),
};

/** Inserts axes of size 1, by their places in the result. */
export function unsqueeze(graph: GraphBuilder, tensor: string, axes: readonly number[]): string {
  return graph.add('Unsqueeze', [tensor, graph.integers(axes)]);
}
