import type { Node } from '@sightline/engine';
import { flagOf } from '../../attributes.ts';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { dataOf } from '../../known-tensor.ts';
import { ONNX_TYPES } from '../../model-proto.ts';
import { unsqueeze } from '../shapes/axes.ts';

/** What depends on the order of elements along an axis: cumulative sums and products, the greatest and their places. */
export const orderConverters: Readonly<Record<string, Converter>> = {
  Cumsum(node, graph) {
    return graph.add('CumSum', [graph.tensor(node.inputs[0]), graph.tensor(node.inputs[1])], {
      exclusive: flagOf(node, 'exclusive'),
      reverse: flagOf(node, 'reverse'),
    });
  },
  Cumprod: cumulativeProduct,
  ArgMax: (node, graph) => place('ArgMax', node, graph),
  ArgMin: (node, graph) => place('ArgMin', node, graph),
  TopKV2(node, graph) {
    const [k] = graph.numbers(node, 1) as [number];
    const [values, places] = graph.addAll(
      'TopK',
      [graph.tensor(node.inputs[0]), graph.integers([k])],
      { axis: { int: -1 }, sorted: { int: 1 } },
      2,
    ) as [string, string];
    return [values, graph.add('Cast', [places], { to: { int: ONNX_TYPES.int32 } })];
  },
};

function place(opType: string, node: Node, graph: GraphBuilder): string {
  const [axis] = graph.numbers(node, 1) as [number];
  const attributes = { axis: { int: axis }, keepdims: { int: 0 } };
  const found = graph.add(opType, [graph.tensor(node.inputs[0])], attributes);
  return graph.add('Cast', [found], { to: { int: ONNX_TYPES.int32 } });
}

/** ONNX has no operator for it: for each element the product of those up to it, the others replaced by 1. */
function cumulativeProduct(node: Node, graph: GraphBuilder): string {
  const { shape, dtype } = graph.value(node.inputs[0]);
  const [given] = graph.numbers(node, 1) as [number];
  const axis = (given + shape.length) % shape.length;
  const size = shape[axis];
  if (typeof size !== 'number') throw graph.unsupported(node, 'It needs a fixed size of the axis.');
  const exclusive = node.attributes.exclusive?.value === true;
  const counts = (other: number, own: number): boolean => (exclusive ? other < own : other <= own);
  const isReverse = node.attributes.reverse?.value === true;
  const taken = Array.from({ length: size * size }, (_, index) => {
    const [other, own] = [Math.floor(index / size), index % size];
    return Number(isReverse ? counts(own, other) : counts(other, own));
  });
  const mask = graph.constant({
    name: 'mask',
    dtype: 'bool',
    shape: [size, size, ...shape.slice(axis + 1).map(() => 1)],
    data: dataOf('bool', taken),
  });
  const factors = graph.add('Where', [
    mask,
    unsqueeze(graph, graph.tensor(node.inputs[0]), [axis + 1]),
    graph.scalar(1, dtype),
  ]);
  return graph.add('ReduceProd', [factors], { axes: { ints: [axis] }, keepdims: { int: 0 } });
}
