import type { Node, ValueId } from '@sightline/engine';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { dataOf } from '../../known-tensor.ts';
import { unsqueeze } from './axes.ts';

/** Parts of tensors, in either direction. */
export const sliceConverters: Readonly<Record<string, Converter>> = {
  Slice(node, graph) {
    const [tensor, begin, size] = node.inputs;
    const [starts, sizes] = [graph.known(begin), graph.known(size)].map(
      (known) => known && Array.from(known.data, Number),
    );
    const axes = graph.value(tensor).shape.map((_, axis) => axis);
    if (starts && sizes) {
      const ends = starts.map((start, axis) => (sizes[axis] === -1 ? FAR : start + (sizes[axis] as number)));
      return slice(graph, tensor, { starts, ends, axes, steps: axes.map(() => 1) });
    }
    const [first, count] = [graph.longs(begin), graph.longs(size)];
    const isRest = graph.add('Equal', [count, graph.integers([-1])]);
    const ends = graph.add('Where', [isRest, graph.integers([FAR]), graph.add('Add', [first, count])]);
    return slice(graph, tensor, { starts: first, ends, axes, steps: axes.map(() => 1) });
  },
  StridedSlice: stridedSlice,
  ReverseV2(node, graph) {
    const axes = graph.numbers(node, 1);
    return reversed(graph, node.inputs[0], axes);
  },
};

/** Beyond the end of any axis: ONNX clips it. */
export const FAR = 2 ** 31 - 1;

function reversed(graph: GraphBuilder, id: ValueId | undefined, axes: readonly number[]): string {
  const all = (value: number): number[] => axes.map(() => value);
  return slice(graph, id, { starts: all(-1), ends: all(-FAR), axes, steps: all(-1) });
}

/** Bounds are numbers, or a tensor of 64-bit integers. */
interface Range {
  readonly starts: readonly number[] | string;
  readonly ends: readonly number[] | string;
  readonly axes: readonly number[];
  readonly steps: readonly number[];
}

/** A part of a tensor, of a program's value or an ONNX tensor. */
export function slice(
  graph: GraphBuilder,
  tensor: ValueId | string | undefined,
  { starts, ends, axes, steps }: Range,
): string {
  const operand = typeof tensor === 'string' ? tensor : graph.tensor(tensor);
  const lists = [starts, ends, axes, steps].map((list) => (typeof list === 'string' ? list : graph.integers(list)));
  return graph.add('Slice', [operand, ...lists]);
}

/**
 * TensorFlow's masks say which bounds do not count, which axes are dropped, which are new, and where the axes that
 * are not mentioned belong.
 */
function stridedSlice(node: Node, graph: GraphBuilder): string {
  const [tensor, begin, end] = node.inputs;
  const { taken, dropped, added } = axesOf(node, graph);
  const strides = graph.numbers(node, 3);
  const steps = taken.map(({ entry }) => strides[entry] as number);
  const first = dropped.length > 0 ? graph.numbers(node, 1) : [];
  const starts = taken.map(({ entry, axis }) => {
    if (dropped.includes(axis) || !has(node, 'begin_mask', entry)) return undefined;
    return (strides[entry] as number) > 0 ? 0 : FAR;
  });
  const ends = taken.map(({ entry, axis }) => {
    if (dropped.includes(axis)) return first[entry] === -1 ? FAR : (first[entry] as number) + 1;
    return has(node, 'end_mask', entry) ? Math.sign(strides[entry] as number) * FAR : undefined;
  });
  const entries = taken.map(({ entry }) => entry);
  const part = slice(graph, tensor, {
    starts: bounds(graph, begin, { entries, fixed: starts }),
    ends: bounds(graph, end, { entries, fixed: ends }),
    axes: taken.map(({ axis }) => axis),
    steps,
  });
  const kept = dropped.length > 0 ? graph.add('Squeeze', [part, graph.integers(dropped)]) : part;
  return added.length > 0 ? unsqueeze(graph, kept, added) : kept;
}

interface SlicedAxes {
  /** The axes with bounds, and the entry of the bounds that each has. */
  readonly taken: readonly { readonly entry: number; readonly axis: number }[];
  readonly dropped: readonly number[];
  /** New axes, by their place in the result. */
  readonly added: readonly number[];
}

function axesOf(node: Node, graph: GraphBuilder): SlicedAxes {
  const entries = Array.from({ length: graph.value(node.inputs[1]).shape[0] as number }, (_, entry) => entry);
  const isAxis = (entry: number): boolean => !has(node, 'new_axis_mask', entry) && !has(node, 'ellipsis_mask', entry);
  const unmentioned = graph.value(node.inputs[0]).shape.length - entries.filter(isAxis).length;
  const taken: { entry: number; axis: number }[] = [];
  const dropped: number[] = [];
  const added: number[] = [];
  let axis = 0;
  for (const entry of entries) {
    if (has(node, 'ellipsis_mask', entry)) axis += unmentioned;
    else if (has(node, 'new_axis_mask', entry)) added.push(axis - dropped.length + added.length);
    else {
      if (has(node, 'shrink_axis_mask', entry)) dropped.push(axis);
      taken.push({ entry, axis: axis++ });
    }
  }
  return { taken, dropped, added };
}

function has(node: Node, mask: string, entry: number): boolean {
  return (((node.attributes[mask]?.value as number | undefined) ?? 0) & (1 << entry)) !== 0;
}

/** Entries of an operand, some of which are fixed. */
function bounds(
  graph: GraphBuilder,
  id: ValueId | undefined,
  { entries, fixed }: { entries: readonly number[]; fixed: readonly (number | undefined)[] },
): number[] | string {
  const known = graph.known(id);
  if (known) return entries.map((entry, index) => fixed[index] ?? Number(known.data[entry]));
  const computed = graph.add('Gather', [graph.longs(id), graph.integers(entries)], { axis: { int: 0 } });
  if (fixed.every((bound) => bound === undefined)) return computed;
  const isFixed = fixed.map((bound) => Number(bound !== undefined));
  const mask = graph.constant({ name: 'mask', dtype: 'bool', shape: [fixed.length], data: dataOf('bool', isFixed) });
  return graph.add('Where', [mask, graph.integers(fixed.map((bound) => bound ?? 0)), computed]);
}
