import type { Constant, DataType, Shape, Value, ValueId } from '../../program/program.ts';
import type { KnownSizes } from './known-sizes.ts';
import { isConstant, type Runs } from './size.ts';
import type { SizeNodes } from './size-nodes.ts';

/** More numbers than a shape or a list of paddings has cannot be sizes. */
const MOST_NUMBERS = 64;

/** Where a constant that differs between runs is needed. */
export interface Place {
  readonly sizes: KnownSizes;
  readonly nodes: SizeNodes;
  /** The tensors of the operation that needs it. */
  readonly near: readonly ValueId[];
}

/**
 * Adds nodes that compute what a constant was in each run from the sizes of tensors: numbers, a tensor of one number, a
 * range, or a part repeated along open axes.
 *
 * @param runs the constant in each run; its id is that of the result
 * @returns whether that could be done
 */
export function computeConstant(runs: readonly Constant[], place: Place): boolean {
  const [{ shape }] = runs as [Constant];
  if (runs.some((run) => run.shape.length !== shape.length)) return false;
  const isOfOneShape = runs.every((run) => String(run.shape) === String(shape));
  if (isOfOneShape) return computeNumbers(runs, place);
  return computeFilled(runs, place) || computeRange(runs, place) || computeRepeated(runs, place);
}

/** Numbers, each by itself. */
function computeNumbers(runs: readonly Constant[], place: Place): boolean {
  const [{ id, dtype, shape, data }] = runs as [Constant];
  if (data.length > MOST_NUMBERS) return false;
  const numbers = Array.from(data, (_, index) => runs.map((run) => run.data[index] as number));
  const whole = dtype === 'int32' && shape.length === 1 ? place.sizes.whole(numbers) : undefined;
  if (whole !== undefined) {
    place.nodes.shapeOf(whole, id);
    return true;
  }
  const scalars = scalarsOf(numbers, dtype, place);
  if (!scalars) return false;
  if (shape.length === 0) place.nodes.identity(scalars[0] as Value, id);
  else place.nodes.pack(scalars, shape as number[], id);
  return true;
}

/** A tensor of one number, of a shape that is computed. */
function computeFilled(runs: readonly Constant[], place: Place): boolean {
  const [first] = runs as [Constant];
  if (!runs.every(({ data }) => data.length > 0 && data.every((value) => Object.is(value, data[0])))) return false;
  const number = runs.map(({ data }) => data[0] as number);
  const value = isConstant(number) ? place.nodes.number(number[0] as number, first.dtype) : undefined;
  const computed = value ?? scalarsOf([number], first.dtype, place)?.[0];
  const dims = dimsOf(
    runs.map(({ shape }) => shape),
    place,
  );
  if (!computed || !dims) return false;
  place.nodes.fill(dims, computed, withOpenSizes(runs));
  return true;
}

/** start, start + step, …: of a length that is computed. */
function computeRange(runs: readonly Constant[], place: Place): boolean {
  const [{ dtype, shape, data }] = runs as [Constant];
  if (shape.length !== 1 || dtype === 'bool' || runs.some((run) => run.data.length < 2)) return false;
  const [start, next] = data as unknown as [number, number];
  const step = next - start;
  if (!runs.every((run) => run.data.every((value, index) => value === start + index * step))) return false;
  const limits = runs.map((run) => start + run.data.length * step);
  const [limit] = scalarsOf([limits], dtype, place) ?? [];
  if (!limit) return false;
  place.nodes.range([place.nodes.number(start, dtype), limit, place.nodes.number(step, dtype)], withOpenSizes(runs));
  return true;
}

/** The same numbers at each place of the axes whose sizes differ. */
function computeRepeated(runs: readonly Constant[], place: Place): boolean {
  const result = withOpenSizes(runs);
  const parts = runs.map((run) => partOf(run, result.shape));
  const [part] = parts as [Constant];
  if (!parts.every(({ data }) => data.every((value, index) => Object.is(value, part.data[index])))) return false;
  const isRepeated = (run: Constant) => {
    const at = placeIn(run.shape as number[], part.shape as number[]);
    return run.data.every((value, index) => Object.is(value, part.data[at(index)]));
  };
  const dims = dimsOf(
    runs.map(({ shape }) => shape),
    place,
  );
  if (!dims || !runs.every(isRepeated)) return false;
  place.nodes.broadcast(place.nodes.constant(part.data, part.shape, part.dtype), dims, result);
  return true;
}

/** What a constant holds at the first place of its open axes. */
function partOf({ shape, data, ...rest }: Constant, open: Shape): Constant {
  const sizes = open.map((size) => size ?? 1);
  const part = data.slice(
    0,
    sizes.reduce((count, size) => count * size, 1),
  );
  const at = placeIn(shape as number[], sizes);
  // From the last element to the first: what stays is that of the first place.
  for (let index = data.length - 1; index >= 0; index--) part[at(index)] = data[index] as number;
  return { ...rest, shape: sizes, data: part };
}

/** Where an element of a tensor lies in a smaller one that is broadcast to it. */
function placeIn(shape: readonly number[], smaller: readonly number[]): (index: number) => number {
  return (index) => {
    let [rest, place, step] = [index, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [size, own] = [shape[axis], smaller[axis]] as [number, number];
      place += Math.min(rest % size, own - 1) * step;
      rest = Math.floor(rest / size);
      step *= own;
    }
    return place;
  };
}

function dimsOf(shapes: readonly Shape[], { sizes, nodes, near }: Place): Value | undefined {
  const axes = (shapes[0] as Shape).map((_, axis) => shapes.map((shape) => shape[axis] as number));
  const whole = sizes.whole(axes);
  if (whole !== undefined) return nodes.shapeOf(whole);
  const scalars = scalarsOf(axes, 'int32', { sizes, nodes, near });
  return scalars && nodes.vector(scalars);
}

function withOpenSizes(runs: readonly Constant[]): Value {
  const [{ id, dtype, shape }] = runs as [Constant];
  const open = shape.map((size, axis) => (runs.every((run) => run.shape[axis] === size) ? size : null));
  return { id, dtype, shape: open };
}

/** Nothing is added unless all can be computed. */
function scalarsOf(numbers: readonly Runs[], dtype: DataType, place: Place): Value[] | undefined {
  if (dtype !== 'int32' && dtype !== 'float32') return undefined;
  const makers = numbers.map((runs) => (dtype === 'int32' ? wholeNumber(runs, place) : realNumber(runs, place)));
  return makers.includes(undefined) ? undefined : makers.map((make) => (make as () => Value)());
}

function wholeNumber(runs: Runs, { sizes, nodes, near }: Place): (() => Value) | undefined {
  const size = sizes.find(runs, near);
  return size && (() => nodes.scalar(size));
}

/** A count, 1 / count, or (count − 1) / count: what means and variances are multiplied by. */
function realNumber(runs: Runs, place: Place): (() => Value) | undefined {
  const { nodes, sizes, near } = place;
  if (isConstant(runs)) return () => nodes.number(runs[0] as number, 'float32');
  const count = (of: Runs) => {
    const make = wholeNumber(of, place);
    return make && (() => nodes.cast(make(), 'float32'));
  };
  const one = () => nodes.number(1, 'float32');
  if (runs.every(Number.isInteger)) return count(runs);
  const parts = runs.map((number) => Math.round(1 / number));
  if (runs.every((number, run) => Math.fround(1 / (parts[run] as number)) === number)) {
    const make = count(parts);
    return make && (() => nodes.binary('RealDiv', one(), make()));
  }
  const counts = sizes.counts(near).find((of) => of.every((size, run) => Math.fround((size - 1) / size) === runs[run]));
  const make = counts && count(counts);
  if (!make) return undefined;
  return () => {
    const all = make();
    return nodes.binary('RealDiv', nodes.binary('Sub', all, one()), all);
  };
}
