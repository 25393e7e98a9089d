import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder } from '../graph-builder.ts';
import { ONNX_TYPES } from '../model-proto.ts';

/** Operations that work on each element, with numpy's broadcasting, and the softmax. */
export const elementwiseConverters: Readonly<Record<string, Converter>> = {
  Sub: same('Sub'),
  Mul: same('Mul'),
  RealDiv: same('Div'),
  Maximum: same('Max'),
  Minimum: same('Min'),
  Pow: same('Pow'),
  Neg: same('Neg'),
  Abs: same('Abs'),
  Exp: same('Exp'),
  Log: same('Log'),
  Sqrt: same('Sqrt'),
  Erf: same('Erf'),
  Relu: same('Relu'),
  Elu: same('Elu'),
  Selu: same('Selu'),
  Sigmoid: same('Sigmoid'),
  Softplus: same('Softplus'),
  Tanh: same('Tanh'),
  Square: (node, graph) => square(graph, graph.tensor(node.inputs[0])),
  SquaredDifference: (node, graph) => square(graph, graph.add('Sub', operands(node, graph))),
  Rsqrt: (node, graph) => graph.add('Reciprocal', [graph.add('Sqrt', operands(node, graph))]),
  Relu6: (node, graph) => graph.add('Clip', [...operands(node, graph), scalar(graph, 0), scalar(graph, 6)]),
  LeakyRelu: (node, graph) =>
    graph.add('LeakyRelu', operands(node, graph), { alpha: { float: node.attributes.alpha?.value as number } }),
  Softmax: (node, graph) => graph.add('Softmax', operands(node, graph), { axis: { int: -1 } }),
  Identity: (node, graph) => graph.tensor(node.inputs[0]),
  Cast(node, graph) {
    const { dtype } = graph.value(node.outputs[0]?.id);
    const unchanged = graph.value(node.inputs[0]).dtype === dtype;
    return unchanged
      ? graph.tensor(node.inputs[0])
      : graph.add('Cast', operands(node, graph), { to: { int: ONNX_TYPES[dtype] } });
  },
};

/** The ONNX operation that takes the same operands. */
function same(opType: string): Converter {
  return (node, graph) => graph.add(opType, operands(node, graph));
}

function operands(node: Node, graph: GraphBuilder): string[] {
  return node.inputs.map((id) => graph.tensor(id));
}

function square(graph: GraphBuilder, tensor: string): string {
  return graph.add('Mul', [tensor, tensor]);
}

function scalar(graph: GraphBuilder, value: number): string {
  return graph.constant({ name: 'scalar', dtype: 'float32', shape: [], data: Float32Array.of(value) });
}
