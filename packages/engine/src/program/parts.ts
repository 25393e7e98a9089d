/** Element types, by their tfjs names; tfjs itself has no bfloat16: only passes make it. */
export type DataType = 'float32' | 'int32' | 'bool' | 'bfloat16';

/** The numbers that TensorFlow gives the element types in its protocol buffers (`DataType` of types.proto). */
export const DATA_TYPE_NUMBERS: Readonly<Record<DataType, number>> = { float32: 1, int32: 3, bool: 10, bfloat16: 14 };

/** Sizes of the dimensions; `null` is one that is open: the batch, a height, a length, or what follows from these. */
export type Shape = readonly (number | null)[];

/** Names a value within its program. */
export type ValueId = number;

/** A tensor that flows through a program: what is known of it before the program runs. */
export interface Value {
  readonly id: ValueId;
  readonly dtype: DataType;
  readonly shape: Shape;
}

export type TensorData = Float32Array | Int32Array | Uint8Array;

/** A tensor given at each call. */
export interface Input extends Value {
  readonly name: string;
  /** What its open sizes are called, by axis: `batch`, `height`, …; `null` where a size is fixed. */
  readonly dimensionNames?: readonly (string | null)[];
}

/** A tensor that the program keeps: a weight. Its shape holds no `null`. */
export interface Variable extends Value {
  readonly name: string;
  readonly data: TensorData;
}

/** A tensor made while recording: axes, shapes, factors. */
export interface Constant extends Value {
  readonly data: TensorData;
}

/** A setting of a node, typed as TensorFlow types it. */
export type Attribute =
  | { readonly type: 'int' | 'float'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'dtype'; readonly value: DataType }
  | { readonly type: 'shape'; readonly value: Shape }
  | { readonly type: 'ints' | 'floats'; readonly value: readonly number[] }
  | { readonly type: 'program'; readonly value: ProgramParts };

/** A layer, as people know it. */
export interface LayerName {
  readonly name: string;
  /** As in the layer's configuration: `Conv2D`, `LSTM`, … */
  readonly className: string;
}

/** One TensorFlow operation. */
export interface Node {
  readonly id: number;
  /** TensorFlow's name of the operation: `Conv2D`, `BiasAdd`, … */
  readonly op: string;
  /** The layer whose call made it, for people; gradients have none. */
  readonly layer?: LayerName;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly Value[];
}

export interface Output {
  readonly name: string;
  readonly id: ValueId;
  /**
   * Its sizes that are an open size of an input, by axis; `null` for others, open ones that follow from those included.
   */
  readonly dimensionNames?: readonly (string | null)[];
}

/** What a program is made of: plain data. */
export interface ProgramParts {
  readonly inputs: readonly Input[];
  readonly variables: readonly Variable[];
  readonly constants: readonly Constant[];
  /** In an order in which they can run; those that touch one variable run in this order. */
  readonly nodes: readonly Node[];
  readonly outputs: readonly Output[];
}

/** All values of a program by their ids. */
export function valuesOf(program: ProgramParts): Map<ValueId, Value> {
  const { inputs, variables, constants, nodes } = program;
  const all = [...inputs, ...variables, ...constants, ...nodes.flatMap((node) => node.outputs)];
  return new Map(all.map((value) => [value.id, value]));
}

/** How people read a value's type: `float32[?,28,28,1]`. */
export function formatType({ dtype, shape }: { dtype: string; shape: Shape }): string {
  return `${dtype}[${shape.map((size) => size ?? '?').join(',')}]`;
}

/** How messages name a layer: `layer "stem" of class Conv2D`. */
export function describeLayer({ name, className }: LayerName): string {
  return `layer "${name}" of class ${className}`;
}

/** How messages name a node: `Conv2D (node 3) in layer "stem" of class Conv2D`. */
export function describeNode({ op, id, layer }: Node): string {
  return `${op} (node ${id})${layer ? ` in ${describeLayer(layer)}` : ''}`;
}
