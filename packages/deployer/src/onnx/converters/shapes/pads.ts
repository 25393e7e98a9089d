import type { Node } from '@sightline/engine';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { FAR, slice } from './slices.ts';

/** Padding, and blocks of space that move into the batch or into channels. */
export const padConverters: Readonly<Record<string, Converter>> = {
  Pad: (node, graph) => pad('constant', node, graph),
  PadV2: (node, graph) => pad('constant', node, graph),
  MirrorPad: (node, graph) =>
    node.attributes.mode?.value === 'REFLECT' ? pad('reflect', node, graph) : padSymmetrically(node, graph),
  /** [batch, …space, rest] → [block · batch, …space / block, rest] */
  SpaceToBatchND(node, graph) {
    const blocks = graph.numbers(node, 1);
    const paddings = pairs(graph.numbers(node, 2));
    const { shape } = graph.value(node.inputs[0]);
    const space = blocks.map((_, axis) => fixed(node, graph, axis + 1));
    const rest = shape.slice(blocks.length + 1).map((_, axis) => fixed(node, graph, blocks.length + 1 + axis));
    const around = [[0, 0], ...paddings, ...rest.map(() => [0, 0])];
    const pads = [0, 1].flatMap((end) => around.map((both) => both[end] as number));
    const padded = graph.add('Pad', [graph.tensor(node.inputs[0]), graph.integers(pads)]);
    const parts = space.map((size, axis) => {
      const [before, after] = paddings[axis] as [number, number];
      return (size + before + after) / (blocks[axis] as number);
    });
    const parted = reshape(graph, padded, [
      -1,
      ...parts.flatMap((part, axis) => [part, blocks[axis] as number]),
      ...rest,
    ]);
    const inner = blocks.map((_, axis) => 2 * axis + 2);
    const order = [
      ...inner,
      0,
      ...inner.map((axis) => axis - 1),
      ...rest.map((_, axis) => 2 * blocks.length + 1 + axis),
    ];
    return reshape(graph, graph.add('Transpose', [parted], { perm: { ints: order } }), [-1, ...parts, ...rest]);
  },
  /** The way back, then cropped. */
  BatchToSpaceND(node, graph) {
    const blocks = graph.numbers(node, 1);
    const crops = pairs(graph.numbers(node, 2));
    const { shape } = graph.value(node.inputs[0]);
    const [, ...sizes] = shape.map((_, axis) => (axis === 0 ? 0 : fixed(node, graph, axis)));
    const [space, rest] = [sizes.slice(0, blocks.length), sizes.slice(blocks.length)];
    const parted = reshape(graph, graph.tensor(node.inputs[0]), [...blocks, -1, ...sizes]);
    const order = [
      blocks.length,
      ...space.flatMap((_, axis) => [blocks.length + 1 + axis, axis]),
      ...rest.map((_, axis) => 2 * blocks.length + 1 + axis),
    ];
    const whole = space.map((size, axis) => size * (blocks[axis] as number));
    const joined = reshape(graph, graph.add('Transpose', [parted], { perm: { ints: order } }), [-1, ...whole, ...rest]);
    if (crops.flat().every((crop) => crop === 0)) return joined;
    const ends = crops.map(([, after], axis) => (whole[axis] as number) - (after as number));
    return slice(graph, joined, {
      starts: crops.map(([before]) => before as number),
      ends,
      axes: crops.map((_, axis) => axis + 1),
      steps: crops.map(() => 1),
    });
  },
};

function reshape(graph: GraphBuilder, tensor: string, shape: readonly number[]): string {
  return graph.add('Reshape', [tensor, graph.integers(shape)]);
}

/** The size of an axis of the first input. @throws DeployerError when it is open */
function fixed(node: Node, graph: GraphBuilder, axis: number): number {
  const size = graph.value(node.inputs[0]).shape[axis];
  if (typeof size === 'number') return size;
  throw graph.unsupported(node, 'It needs a fixed size of all axes but the batch.');
}

function pairs(numbers: readonly number[]): number[][] {
  return numbers.flatMap((number, index) => (index % 2 === 0 ? [[number, numbers[index + 1] as number]] : []));
}

/** TensorFlow pairs before and after by axis; ONNX lists all before, then all after. */
function pad(mode: string, node: Node, graph: GraphBuilder): string {
  const value = mode === 'constant' && node.inputs.length > 2 ? [graph.tensor(node.inputs[2])] : [];
  return graph.add('Pad', [graph.tensor(node.inputs[0]), padsByEnd(node, graph), ...value], { mode: { string: mode } });
}

function padsByEnd(node: Node, graph: GraphBuilder): string {
  if (graph.known(node.inputs[1])) {
    const numbers = pairs(graph.numbers(node, 1));
    return graph.integers([0, 1].flatMap((end) => numbers.map((both) => both[end] as number)));
  }
  const byEnd = graph.add('Transpose', [graph.longs(node.inputs[1])], { perm: { ints: [1, 0] } });
  return graph.add('Reshape', [byEnd, graph.integers([-1])]);
}

/**
 * With the edge itself repeated, for which operator set 17 has no mode: the mirrored ends are concatenated with the
 * tensor, axis by axis.
 */
function padSymmetrically(node: Node, graph: GraphBuilder): string {
  return pairs(graph.numbers(node, 1)).reduce((tensor, [before, after], axis) => {
    const mirrored = (from: { starts: number; ends: number }): string =>
      slice(graph, tensor, { starts: [from.starts], ends: [from.ends], axes: [axis], steps: [-1] });
    const parts = [
      before ? [mirrored({ starts: before - 1, ends: -FAR })] : [],
      [tensor],
      after ? [mirrored({ starts: -1, ends: -1 - after })] : [],
    ].flat();
    return parts.length > 1 ? graph.add('Concat', parts, { axis: { int: axis } }) : tensor;
  }, graph.tensor(node.inputs[0]));
}
