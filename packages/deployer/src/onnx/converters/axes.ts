import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder } from '../graph-builder.ts';

/** Operations that move elements, or rename axes. */
export const axisConverters: Readonly<Record<string, Converter>> = {
  /** Of a weight: the same weight with another shape. */
  Reshape(node, graph) {
    const known = graph.known(node.inputs[0]);
    if (known) return { ...known, shape: node.outputs[0]?.shape as number[] };
    return graph.add('Reshape', [graph.tensor(node.inputs[0]), graph.integers(graph.numbers(node, 1))]);
  },
  Fill(node, graph) {
    const [dims, value] = [graph.numbers(node, 0), graph.known(node.inputs[1])];
    if (!value) throw graph.unsupported(node, 'Its value is computed; it must be constant.');
    const size = dims.reduce((total, length) => total * length, 1);
    const [filler] = value.data;
    return { ...value, shape: dims, data: Float32Array.from({ length: size }, () => Number(filler)) };
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
  Tile: (node, graph) => graph.add('Tile', [graph.tensor(node.inputs[0]), graph.integers(graph.numbers(node, 1))]),
  Pad: (node, graph) => pad('constant', node, graph),
  PadV2: (node, graph) => pad('constant', node, graph),
  MirrorPad(node, graph) {
    if (node.attributes.mode?.value === 'REFLECT') return pad('reflect', node, graph);
    throw graph.unsupported(node, `Its mode is ${String(node.attributes.mode?.value)}. Allowed: REFLECT.`);
  },
  Slice(node, graph) {
    const [begin, size] = [graph.numbers(node, 1), graph.numbers(node, 2)];
    const end = begin.map((start, axis) => (size[axis] === -1 ? FAR : start + (size[axis] as number)));
    return slice(graph, graph.tensor(node.inputs[0]), { starts: begin, ends: end, steps: begin.map(() => 1) });
  },
  StridedSlice(node, graph) {
    const bits = (name: string, axis: number): boolean =>
      (((node.attributes[name]?.value as number | undefined) ?? 0) & (1 << axis)) !== 0;
    if (node.attributes.ellipsis_mask?.value || node.attributes.new_axis_mask?.value) {
      throw graph.unsupported(node, 'It has an ellipsis or a new axis. Allowed: begin, end, strides and dropped axes.');
    }
    const [begin, end, strides] = [graph.numbers(node, 1), graph.numbers(node, 2), graph.numbers(node, 3)];
    const dropped = begin.map((_, axis) => axis).filter((axis) => bits('shrink_axis_mask', axis));
    const starts = begin.map((start, axis) =>
      bits('begin_mask', axis) ? ((strides[axis] as number) > 0 ? 0 : FAR) : start,
    );
    const ends = end.map((stop, axis) => {
      if (dropped.includes(axis)) return begin[axis] === -1 ? FAR : (begin[axis] as number) + 1;
      return bits('end_mask', axis) ? Math.sign(strides[axis] as number) * FAR : stop;
    });
    const part = slice(graph, graph.tensor(node.inputs[0]), { starts, ends, steps: strides });
    return dropped.length > 0 ? graph.add('Squeeze', [part, graph.integers(dropped)]) : part;
  },
};

/** Beyond the end of any axis: ONNX clips it. */
const FAR = 2 ** 31 - 1;

function unsqueeze(graph: GraphBuilder, tensor: string, axes: readonly number[]): string {
  return graph.add('Unsqueeze', [tensor, graph.integers(axes)]);
}

interface Range {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps: readonly number[];
}

function slice(graph: GraphBuilder, tensor: string, { starts, ends, steps }: Range): string {
  const axes = starts.map((_, axis) => axis);
  return graph.add('Slice', [tensor, ...[starts, ends, axes, steps].map((list) => graph.integers(list))]);
}

/** TensorFlow pairs before and after by axis; ONNX lists all before, then all after. */
function pad(mode: string, node: Node, graph: GraphBuilder): string {
  const paddings = graph.numbers(node, 1);
  const pads = [...paddings.filter((_, index) => index % 2 === 0), ...paddings.filter((_, index) => index % 2 === 1)];
  const value = mode === 'constant' && node.inputs.length > 2 ? [graph.tensor(node.inputs[2])] : [];
  return graph.add('Pad', [graph.tensor(node.inputs[0]), graph.integers(pads), ...value], { mode: { string: mode } });
}
