import { int } from '../../program/attributes.ts';
import type {
  Attribute,
  Constant,
  DataType,
  LayerName,
  Node,
  Shape,
  TensorData,
  Value,
  ValueId,
} from '../../program/program.ts';
import type { Axis, Size } from './size.ts';

const T = (value: DataType): Attribute => ({ type: 'dtype', value });

/** Nodes that compute sizes while a program runs, from the shapes of its tensors. */
export class SizeNodes {
  readonly constants: Constant[] = [];
  readonly nodes: Node[] = [];
  readonly #valueOf: (value: ValueId) => Value;
  /** What is computed already, by what it is. */
  readonly #made = new Map<string, Value>();
  #nextValue: number;
  #nextNode: number;

  constructor(next: { readonly value: number; readonly node: number }, valueOf: (value: ValueId) => Value) {
    this.#nextValue = next.value;
    this.#nextNode = next.node;
    this.#valueOf = valueOf;
  }

  /** The layer that the nodes to come are for. */
  layer: LayerName | undefined;

  /** A size as an int32 scalar. */
  scalar(size: Size): Value {
    return this.#once(JSON.stringify(size), () => this.#scalar(size));
  }

  /** The shape of a tensor, an int32 vector. */
  shapeOf(value: ValueId, id?: ValueId): Value {
    const make = () => {
      const { dtype, shape } = this.#valueOf(value);
      const attributes = { T: T(dtype), out_type: T('int32') };
      return this.#add('Shape', [value], attributes, { id, dtype: 'int32', shape: [shape.length] });
    };
    return id === undefined ? this.#once(`shape of ${value}`, make) : make();
  }

  /** int32 scalars as a vector. */
  vector(scalars: readonly Value[]): Value {
    const attributes = { N: int(scalars.length), T: T('int32'), axis: int(0) };
    const ids = scalars.map((scalar) => scalar.id);
    return this.#add('Pack', ids, attributes, { dtype: 'int32', shape: [scalars.length] });
  }

  /** Scalars as a tensor of this shape. @param id of the result */
  pack(scalars: readonly Value[], shape: readonly number[], id: ValueId): void {
    const [{ dtype }] = scalars as [Value];
    const packed = { dtype, shape: [scalars.length] };
    const attributes = { N: int(scalars.length), T: T(dtype), axis: int(0) };
    const ids = scalars.map((scalar) => scalar.id);
    if (shape.length === 1) {
      this.#add('Pack', ids, attributes, { id, ...packed });
      return;
    }
    const vector = this.#add('Pack', ids, attributes, packed);
    const target = this.constant(Int32Array.from(shape), [shape.length], 'int32');
    this.#add('Reshape', [vector.id, target.id], { T: T(dtype), Tshape: T('int32') }, { id, dtype, shape });
  }

  /** A tensor that holds `value` everywhere. */
  fill(dims: Value, value: Value, { id, dtype, shape }: Value): void {
    this.#add('Fill', [dims.id, value.id], { T: T(dtype), index_type: T('int32') }, { id, dtype, shape });
  }

  /** A tensor repeated along its axes of size 1. */
  broadcast(part: Value, dims: Value, { id, dtype, shape }: Value): void {
    this.#add('BroadcastTo', [part.id, dims.id], { T: T(dtype), Tidx: T('int32') }, { id, dtype, shape });
  }

  /** start, start + step, … : as many as `limit` says. */
  range([start, limit, step]: readonly [Value, Value, Value], { id, dtype, shape }: Value): void {
    this.#add('Range', [start.id, limit.id, step.id], { Tidx: T(dtype) }, { id, dtype, shape });
  }

  /** An operation on two scalars. */
  binary(op: 'Mul' | 'AddV2' | 'Sub' | 'FloorDiv' | 'RealDiv', a: Value, b: Value, id?: ValueId): Value {
    return this.#add(op, [a.id, b.id], { T: T(a.dtype) }, { id, dtype: a.dtype, shape: [] });
  }

  cast(scalar: Value, dtype: DataType, id?: ValueId): Value {
    const attributes = { SrcT: T(scalar.dtype), DstT: T(dtype) };
    return this.#add('Cast', [scalar.id], attributes, { id, dtype, shape: [] });
  }

  /** The same value under another id. */
  identity({ id: source, dtype, shape }: Value, id: ValueId): void {
    this.#add('Identity', [source], { T: T(dtype) }, { id, dtype, shape });
  }

  number(value: number, dtype: DataType): Value {
    return this.#once(`${dtype} ${value}`, () =>
      this.constant(dtype === 'float32' ? Float32Array.of(value) : Int32Array.of(value), [], dtype),
    );
  }

  constant(data: TensorData, shape: Shape, dtype: DataType): Value {
    const constant = { id: this.#nextValue++, dtype, shape, data };
    this.constants.push(constant);
    return constant;
  }

  #scalar(size: Size): Value {
    if (size.kind === 'constant') return this.number(size.value, 'int32');
    if (size.kind === 'affine') return this.#affine(size);
    const { of } = size;
    if (size.kind === 'product') {
      return this.binary('Mul', this.#affine({ of, factor: 1, offset: 0 }), this.scalar(size.by));
    }
    const sum = this.#affine({ of, factor: 1, offset: size.offset });
    return this.binary('FloorDiv', sum, this.number(size.divisor, 'int32'));
  }

  #number(value: number): Value {
    return this.number(value, 'int32');
  }

  #affine({ of, factor, offset }: { of: Axis; factor: number; offset: number }): Value {
    const axis = this.#axis(of);
    const scaled = factor === 1 ? axis : this.binary('Mul', axis, this.#number(factor));
    return offset === 0 ? scaled : this.binary('AddV2', scaled, this.#number(offset));
  }

  #axis({ value, axis }: Axis): Value {
    return this.#once(`axis ${axis} of ${value}`, () => {
      const shape = this.shapeOf(value);
      const [begin, end, step] = [axis, axis + 1, 1].map((place) => this.#place(place)) as [Value, Value, Value];
      const masks = ['begin_mask', 'ellipsis_mask', 'end_mask', 'new_axis_mask'].map((mask) => [mask, int(0)] as const);
      const attributes = { T: T('int32'), Index: T('int32'), ...Object.fromEntries(masks), shrink_axis_mask: int(1) };
      return this.#add('StridedSlice', [shape.id, begin.id, end.id, step.id], attributes, {
        dtype: 'int32',
        shape: [],
      });
    });
  }

  #place(value: number): Value {
    return this.#once(`[${value}]`, () => this.constant(Int32Array.of(value), [1], 'int32'));
  }

  #once(what: string, make: () => Value): Value {
    const value = this.#made.get(what) ?? make();
    this.#made.set(what, value);
    return value;
  }

  #add(
    op: string,
    inputs: readonly ValueId[],
    attributes: Readonly<Record<string, Attribute>>,
    { id = this.#nextValue++, dtype, shape }: Omit<Value, 'id'> & { id?: ValueId | undefined },
  ): Value {
    const output = { id, dtype, shape };
    const layer = this.layer ? { layer: this.layer } : {};
    this.nodes.push({ id: this.#nextNode++, op, ...layer, attributes, inputs, outputs: [output] });
    return output;
  }
}
