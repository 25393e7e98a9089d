import type { Node } from '@sightline/engine';
import { flagOf } from '../../attributes.ts';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { ONNX_TYPES } from '../../model-proto.ts';
import { operands, same } from './elementwise.ts';

/** Truth values: comparisons, logic, and what chooses by them. */
export const comparisonConverters: Readonly<Record<string, Converter>> = {
  Greater: same('Greater'),
  GreaterEqual: same('GreaterOrEqual'),
  Less: same('Less'),
  LessEqual: same('LessOrEqual'),
  Equal: same('Equal'),
  NotEqual: (node, graph) => not(graph, graph.add('Equal', operands(node, graph))),
  LogicalAnd: same('And'),
  LogicalOr: same('Or'),
  LogicalNot: same('Not'),
  IsNan: same('IsNaN'),
  IsInf: same('IsInf'),
  IsFinite(node, graph) {
    const [tensor] = operands(node, graph) as [string];
    return not(graph, graph.add('Or', [graph.add('IsNaN', [tensor]), graph.add('IsInf', [tensor])]));
  },
  All: (node, graph) => reduce('ReduceMin', node, graph),
  Any: (node, graph) => reduce('ReduceMax', node, graph),
  Select: choose,
  SelectV2: choose,
};

function not(graph: GraphBuilder, tensor: string): string {
  return graph.add('Not', [tensor]);
}

/** Reduces truth values as integers: ONNX Runtime does not reduce booleans. */
function reduce(opType: string, node: Node, graph: GraphBuilder): string {
  const numbers = graph.add('Cast', [graph.tensor(node.inputs[0])], { to: { int: ONNX_TYPES.int32 } });
  const reduced = graph.add(opType, [numbers], {
    axes: { ints: graph.numbers(node, 1) },
    keepdims: flagOf(node, 'keep_dims'),
  });
  return graph.add('Cast', [reduced], { to: { int: ONNX_TYPES.bool } });
}

/** TensorFlow's older operation takes a vector of conditions for whole rows. */
function choose(node: Node, graph: GraphBuilder): string {
  const [condition, ...values] = operands(node, graph) as [string, string, string];
  if (node.outputs[0]?.dtype === 'bool') return chooseTruth(graph, [condition, ...values]);
  const [rank, others] = [node.inputs[0], node.inputs[1]].map((id) => graph.value(id).shape.length) as [number, number];
  if (node.op !== 'Select' || rank !== 1 || others <= 1) return graph.add('Where', [condition, ...values]);
  const axes = Array.from({ length: others - 1 }, (_, axis) => axis + 1);
  return graph.add('Where', [graph.add('Unsqueeze', [condition, graph.integers(axes)]), ...values]);
}

/** ONNX Runtime's Where takes numbers only. */
function chooseTruth(graph: GraphBuilder, [condition, one, other]: readonly [string, string, string]): string {
  const [chosen, rest] = [graph.add('And', [condition, one]), graph.add('And', [not(graph, condition), other])];
  return graph.add('Or', [chosen, rest]);
}
