import { type Node, type ProgramParts, type Shape, type ValueId, valuesOf } from './parts.ts';
import { scanOf } from './scan.ts';

/** The number of weights, those that training leaves alone (moving statistics) included: Keras' "Total params". */
export function countParameters(program: ProgramParts): number {
  return program.variables.reduce((sum, { data }) => sum + data.length, 0);
}

type Shapes = (id: ValueId | undefined) => readonly number[];

/** Multiply-adds of one node by the shapes of its inputs and of its first output. */
const MULTIPLY_ADDS: Readonly<Record<string, (node: Node, shapes: Shapes) => number>> = {
  Conv2D: (node, shapes) => product(outputOf(node, shapes)) * product(shapes(node.inputs[1]).slice(0, 3)),
  SightlineConv2D: (node, shapes) => product(outputOf(node, shapes)) * product(shapes(node.inputs[1]).slice(0, 3)),
  DepthwiseConv2dNative: (node, shapes) =>
    product(outputOf(node, shapes)) * product(shapes(node.inputs[1]).slice(0, 2)),
  MatMul: (node, shapes) => product(outputOf(node, shapes)) * contracted(node, 'transpose_a', shapes),
  BatchMatMulV2: (node, shapes) => product(outputOf(node, shapes)) * contracted(node, 'adj_x', shapes),
};

/**
 * Multiply-adds of convolutions and matrix products for one sample: about half the floating-point operations.
 * `undefined` where they depend on a size that is open besides the batch.
 */
export function countMultiplyAdds(program: ProgramParts): number | undefined {
  if (program.inputs.some(({ shape }) => shape.slice(1).includes(null))) return undefined;
  return multiplyAdds(program);
}

function multiplyAdds(program: ProgramParts): number {
  const shapes = sampleShapes(program);
  return program.nodes.reduce((sum, node) => sum + multiplyAddsOf(node, shapes), 0);
}

function multiplyAddsOf(node: Node, shapes: Shapes): number {
  const scan = scanOf(node);
  if (!scan) return MULTIPLY_ADDS[node.op]?.(node, shapes) ?? 0;
  const [steps = 1] = shapes(node.inputs[scan.states]);
  return steps * multiplyAdds(scan.body);
}

/**
 * The shapes of all values for a batch of one. A size that follows the batch is a multiple of it,
 * which only a Reshape changes.
 */
function sampleShapes(program: ProgramParts): Shapes {
  const values = valuesOf(program);
  const multiples = new Map<ValueId, number>();
  const shapes: Shapes = (id) => {
    const shape: Shape = values.get(id ?? -1)?.shape ?? [];
    return shape.map((size) => size ?? multiples.get(id ?? -1) ?? 1);
  };
  for (const node of program.nodes) {
    const inherited = Math.max(1, ...node.inputs.map((id) => multiples.get(id) ?? 1));
    for (const { id, shape } of node.outputs) {
      const fixed = product(shape.map((size) => size ?? 1));
      multiples.set(id, node.op === 'Reshape' ? product(shapes(node.inputs[0])) / fixed : inherited);
    }
  }
  return shapes;
}

function contracted(node: Node, transposed: string, shapes: Shapes): number {
  return shapes(node.inputs[0]).at(node.attributes[transposed]?.value ? -2 : -1) ?? 1;
}

function outputOf(node: Node, shapes: Shapes): readonly number[] {
  return shapes(node.outputs[0]?.id);
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((result, size) => result * size, 1);
}
