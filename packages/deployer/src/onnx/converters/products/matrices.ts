import type { Node } from '@sightline/engine';
import { flagOf } from '../../attributes.ts';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { operands } from '../elements/elementwise.ts';
import { permuted } from '../layout.ts';

/** Matrix products, and reductions over axes. */
export const matrixConverters: Readonly<Record<string, Converter>> = {
  MatMul: (node, graph) => product(node, graph, 'transpose_a', 'transpose_b'),
  BatchMatMulV2: (node, graph) => product(node, graph, 'adj_x', 'adj_y'),
  Einsum: (node, graph) =>
    graph.add('Einsum', operands(node, graph), { equation: { string: node.attributes.equation?.value as string } }),
  Mean: (node, graph) => reduce('ReduceMean', node, graph),
  Max: (node, graph) => reduce('ReduceMax', node, graph),
  Min: (node, graph) => reduce('ReduceMin', node, graph),
  Prod: (node, graph) => reduce('ReduceProd', node, graph),
  /** Since operator set 13 its axes are an input, those of the others an attribute. */
  Sum(node, graph) {
    const axes = graph.numbers(node, 1);
    if (axes.length === 0) return graph.tensor(node.inputs[0]);
    return graph.add('ReduceSum', [graph.tensor(node.inputs[0]), graph.integers(axes)], {
      keepdims: flagOf(node, 'keep_dims'),
    });
  },
};

function product(node: Node, graph: GraphBuilder, ...flags: string[]): string {
  const factors = flags.map((flag, index) => {
    const id = node.inputs[index];
    return node.attributes[flag]?.value === true ? swapLastAxes(id, graph) : graph.tensor(id);
  });
  return graph.add('MatMul', factors);
}

function swapLastAxes(id: number | undefined, graph: GraphBuilder): string {
  const axes = graph.value(id).shape.map((_, axis) => axis);
  return permuted(graph, id, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}

function reduce(opType: string, node: Node, graph: GraphBuilder): string {
  const axes = graph.numbers(node, 1);
  if (axes.length === 0) return graph.tensor(node.inputs[0]);
  return graph.add(opType, [graph.tensor(node.inputs[0])], {
    axes: { ints: axes },
    keepdims: flagOf(node, 'keep_dims'),
  });
}
