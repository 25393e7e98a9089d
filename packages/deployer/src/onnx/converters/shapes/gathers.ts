import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { dataOf } from '../../known-tensor.ts';
import { unsqueeze } from './axes.ts';
import { slice } from './slices.ts';

/** Elements and rows by their places. */
export const gatherConverters: Readonly<Record<string, Converter>> = {
  GatherV2: gather,
  GatherNd: (node, graph) => graph.add('GatherND', [graph.tensor(node.inputs[0]), graph.longs(node.inputs[1])]),
  /** Values for the same place are summed. */
  ScatterNd(node, graph) {
    const zero = graph.scalar(0, node.outputs[0]?.dtype);
    const zeros = graph.add('Expand', [zero, graph.longs(node.inputs[2])]);
    const places = [graph.longs(node.inputs[0]), graph.tensor(node.inputs[1])];
    return graph.add('ScatterND', [zeros, ...places], { reduction: { string: 'add' } });
  },
  TensorScatterUpdate(node, graph) {
    const [tensor, indices, updates] = node.inputs;
    return graph.add('ScatterND', [graph.tensor(tensor), graph.longs(indices), graph.tensor(updates)]);
  },
  /** Rows with a negative number are left out: they go to a segment after the last, which is cut off. */
  UnsortedSegmentSum(node, graph) {
    const [values, segments] = node.inputs;
    const [count] = graph.numbers(node, 2) as [number];
    const rank = graph.value(segments).shape.length;
    const numbers = graph.longs(segments);
    const isNone = graph.add('Less', [numbers, graph.scalar(0, 'int64')]);
    const places = graph.add('Where', [isNone, graph.scalar(count, 'int64'), numbers]);
    const shape = graph.add('Shape', [graph.tensor(values)], { start: { int: rank } });
    const sizes = graph.add('Concat', [graph.integers([count + 1]), shape], { axis: { int: 0 } });
    const zeros = graph.add('Expand', [graph.scalar(0, node.outputs[0]?.dtype), sizes]);
    const sums = graph.add('ScatterND', [zeros, unsqueeze(graph, places, [-1]), graph.tensor(values)], {
      reduction: { string: 'add' },
    });
    return slice(graph, sums, { starts: [0], ends: [count], axes: [0], steps: [1] });
  },
  /** Like TensorFlow's, and unlike ONNX's, it takes a negative index for none. */
  OneHot(node, graph) {
    const [depth] = graph.numbers(node, 1) as [number];
    const rank = node.outputs[0]?.shape.length as number;
    const axis = ((node.attributes.axis?.value as number) + rank) % rank;
    const shape = Array.from({ length: rank }, (_, place) => (place === axis ? depth : 1));
    const classes = graph.constant({
      name: 'classes',
      dtype: 'int32',
      shape,
      data: dataOf('int32', [...Array(depth).keys()]),
    });
    const isClass = graph.add('Equal', [unsqueeze(graph, graph.tensor(node.inputs[0]), [axis]), classes]);
    return graph.add('Where', [isClass, graph.tensor(node.inputs[2]), graph.tensor(node.inputs[3])]);
  },
};

/** With `batch_dims`, each sample's own indices; the axis that is gathered from is put after them for that. */
function gather(node: Node, graph: GraphBuilder): string {
  const [values, indices] = node.inputs;
  const { shape } = graph.value(values);
  const [given] = graph.numbers(node, 2) as [number];
  const axis = (given + shape.length) % shape.length;
  const batches = (node.attributes.batch_dims?.value as number | undefined) ?? 0;
  if (batches === 0) {
    return graph.add('Gather', [graph.tensor(values), graph.tensor(indices)], { axis: { int: axis } });
  }
  const order = [...shape.keys()].filter((place) => place !== axis);
  order.splice(batches, 0, axis);
  const moved = graph.add('Transpose', [graph.tensor(values)], { perm: { ints: order } });
  const gathered = graph.add('GatherND', [moved, unsqueeze(graph, graph.longs(indices), [-1])], {
    batch_dims: { int: batches },
  });
  // The axes of the indices stand after the batches now, those between the batches and the axis after them.
  const count = graph.value(indices).shape.length - batches;
  const between = axis - batches;
  const result = Array.from({ length: node.outputs[0]?.shape.length as number }, (_, place) => {
    if (place < batches || place >= batches + between + count) return place;
    return place < batches + between ? place + count : place - between;
  });
  return graph.add('Transpose', [gathered], { perm: { ints: result } });
}
