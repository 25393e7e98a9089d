import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { ONNX_TYPES } from '../../model-proto.ts';

/** Arithmetic and functions of each element, with numpy's broadcasting, and the softmax. */
export const elementwiseConverters: Readonly<Record<string, Converter>> = {
  Sub: same('Sub'),
  Mul: same('Mul'),
  RealDiv: same('Div'),
  Div: same('Div'),
  Maximum: same('Max'),
  Minimum: same('Min'),
  Pow: same('Pow'),
  Neg: same('Neg'),
  Abs: same('Abs'),
  Sign: same('Sign'),
  Floor: same('Floor'),
  Ceil: same('Ceil'),
  Round: same('Round'),
  Exp: same('Exp'),
  Log: same('Log'),
  Sqrt: same('Sqrt'),
  Reciprocal: same('Reciprocal'),
  Sin: same('Sin'),
  Cos: same('Cos'),
  Tan: same('Tan'),
  Asin: same('Asin'),
  Acos: same('Acos'),
  Atan: same('Atan'),
  Sinh: same('Sinh'),
  Cosh: same('Cosh'),
  Asinh: same('Asinh'),
  Acosh: same('Acosh'),
  Atanh: same('Atanh'),
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
  Log1p: (node, graph) => graph.add('Log', [graph.add('Add', [...operands(node, graph), graph.scalar(1)])]),
  Expm1: (node, graph) => graph.add('Sub', [graph.add('Exp', operands(node, graph)), graph.scalar(1)]),
  Relu6: (node, graph) => graph.add('Clip', [...operands(node, graph), graph.scalar(0), graph.scalar(6)]),
  LeakyRelu: (node, graph) =>
    graph.add('LeakyRelu', operands(node, graph), { alpha: { float: node.attributes.alpha?.value as number } }),
  Softmax: (node, graph) => graph.add('Softmax', operands(node, graph), { axis: { int: -1 } }),
  AddN: (node, graph) => operands(node, graph).reduce((sum, tensor) => graph.add('Add', [sum, tensor])),
  /** 0 where the divisor is. */
  DivNoNan(node, graph) {
    const [dividend, divisor] = operands(node, graph) as [string, string];
    const isZero = graph.add('Equal', [divisor, graph.scalar(0)]);
    return graph.add('Where', [isZero, graph.scalar(0), graph.add('Div', [dividend, divisor])]);
  },
  FloorDiv: floorDivision,
  /** The remainder with the sign of the divisor. ONNX has it for integers only. */
  FloorMod(node, graph) {
    const [dividend, divisor] = operands(node, graph) as [string, string];
    if (node.outputs[0]?.dtype !== 'float32') return graph.add('Mod', [dividend, divisor]);
    return graph.add('Sub', [dividend, graph.add('Mul', [floorDivision(node, graph), divisor])]);
  },
  Atan2: angle,
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
export function same(opType: string): Converter {
  return (node, graph) => graph.add(opType, operands(node, graph));
}

/** The ONNX tensors of all inputs of a node. */
export function operands(node: Node, graph: GraphBuilder): string[] {
  return node.inputs.map((id) => graph.tensor(id));
}

function square(graph: GraphBuilder, tensor: string): string {
  return graph.add('Mul', [tensor, tensor]);
}

/**
 * ONNX divides integers towards zero; in 64-bit floats the quotient of 32-bit integers is exact enough to round down.
 */
function floorDivision(node: Node, graph: GraphBuilder): string {
  if (node.outputs[0]?.dtype === 'float32') return graph.add('Floor', [graph.add('Div', operands(node, graph))]);
  const doubles = operands(node, graph).map((tensor) =>
    graph.add('Cast', [tensor], { to: { int: ONNX_TYPES.float64 } }),
  );
  const quotient = graph.add('Floor', [graph.add('Div', doubles)]);
  return graph.add('Cast', [quotient], { to: { int: ONNX_TYPES.int32 } });
}

/** The angle of the point (x, y): ONNX has only the arctangent of y / x. */
function angle(node: Node, graph: GraphBuilder): string {
  const [y, x] = operands(node, graph) as [string, string];
  const zero = graph.scalar(0);
  const half = graph.add('Atan', [graph.add('Div', [y, x])]);
  const turn = graph.add('Where', [graph.add('Less', [y, zero]), graph.scalar(-Math.PI), graph.scalar(Math.PI)]);
  const whole = graph.add('Where', [graph.add('Less', [x, zero]), graph.add('Add', [half, turn]), half]);
  const isOrigin = graph.add('And', [graph.add('Equal', [x, zero]), graph.add('Equal', [y, zero])]);
  return graph.add('Where', [isOrigin, zero, whole]);
}
