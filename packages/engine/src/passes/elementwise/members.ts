import {
  type Node,
  type Program,
  type Shape,
  type TensorData,
  type Value,
  type ValueId,
  valuesOf,
} from '../../program/program.ts';
import { Uses } from '../uses.ts';
import { expansionOf } from './instructions.ts';
import { countOf, type Layout, layoutOver, type Space, spaceOf } from './layouts.ts';

/** What a node that a kernel can take in uses: a number that is known, or a value and how it lies over the space. */
export type Reference = { readonly number: number } | { readonly id: ValueId; readonly layout: Layout };

/** What a node is in a kernel: element-wise over all numbers or over the rows' values, or a sum of rows or columns. */
export interface Member {
  readonly node: Node;
  readonly space: Space;
  readonly role: 'full' | 'rows' | 'rowSum' | 'columnSum';
  readonly inputs: readonly Reference[];
  /** The exponent of a power. */
  readonly power?: number;
}

/** How the value that a member makes lies over the space. */
export function layoutOf({ role }: Member): Layout {
  if (role === 'columnSum') return 'columns';
  return role === 'full' ? 'full' : 'rows';
}

/** TensorFlow itself fuses a bias, and the activation behind it, into these. */
const WITH_EPILOGUE = ['Conv2D', 'DepthwiseConv2dNative', 'MatMul'];
const EPILOGUES = ['Relu', 'Relu6', 'Tanh', 'Sigmoid'];
const REDUCTIONS = ['Sum', 'Mean'];

/** Reads the nodes of a program as members of kernels. */
export class MemberReader {
  readonly #values: ReadonlyMap<ValueId, Value>;
  readonly #producers: ReadonlyMap<ValueId, Node>;
  readonly #constants: ReadonlyMap<ValueId, TensorData>;
  readonly #uses: Uses;

  constructor(program: Program) {
    this.#values = valuesOf(program);
    this.#producers = new Map(program.nodes.flatMap((node) => node.outputs.map(({ id }) => [id, node])));
    this.#constants = new Map(program.constants.map(({ id, data }) => [id, data]));
    this.#uses = new Uses(program);
  }

  /** The node that makes a value. */
  producer(id: ValueId): Node | undefined {
    return this.#producers.get(id);
  }

  #shape(id: ValueId): Shape {
    return (this.#values.get(id) as Value).shape;
  }

  /** What a node is over the space of its result, or of what it reduces; `undefined` for one that is neither. */
  read(node: Node): Member | undefined {
    const tensors = node.inputs.map((id) => this.#values.get(id) as Value);
    const [output] = node.outputs;
    if (output?.dtype !== 'float32' || tensors[0]?.dtype !== 'float32') return undefined;
    return this.#readReduction(node) ?? this.#readElementwise(node, output);
  }

  /** The same for the values of rows, such as the variances that divide them. */
  readOfRows(node: Node, space: Space): Member | undefined {
    const [output] = node.outputs;
    const power = this.#powerOf(node);
    if (output?.dtype !== 'float32' || !expansionOf(node, power) || countOf(output.shape) !== space.rows)
      return undefined;
    const inputs = node.inputs.map((id): Reference | undefined => {
      const number = this.#numberOf(id);
      if (number !== undefined) return { number };
      if (this.#values.get(id)?.dtype !== 'float32') return undefined;
      const count = countOf(this.#shape(id));
      if (count === 1) return { id, layout: 'scalar' };
      return count === space.rows ? { id: this.#origin(id, () => true), layout: 'rows' } : undefined;
    });
    if (inputs.includes(undefined)) return undefined;
    return { node, space, role: 'rows', inputs: inputs as Reference[], ...(power === undefined ? {} : { power }) };
  }

  #readElementwise(node: Node, output: Value): Member | undefined {
    const power = this.#powerOf(node);
    const space = spaceOf(output.shape);
    if (!space || !expansionOf(node, power) || this.#isLeftToTensorflow(node)) return undefined;
    const inputs = node.inputs.map((id) => this.#reference(id, output.shape, space));
    if (inputs.includes(undefined)) return undefined;
    return { node, space, role: 'full', inputs: inputs as Reference[], ...(power === undefined ? {} : { power }) };
  }

  #readReduction(node: Node): Member | undefined {
    const [input, axes] = node.inputs as [ValueId, ValueId];
    const shape = this.#shape(input);
    const space = spaceOf(shape);
    if (!space) return undefined;
    const reference = { id: this.#full(input, space), layout: 'full' } as const;
    if (node.op === 'BiasAddGrad') return { node, space, role: 'columnSum', inputs: [reference] };
    const reduced = this.#constants.get(axes);
    if (!REDUCTIONS.includes(node.op) || reduced?.length !== 1) return undefined;
    const [axis] = reduced as Int32Array;
    if (axis !== -1 && axis !== shape.length - 1) return undefined;
    return { node, space, role: 'rowSum', inputs: [reference] };
  }

  #reference(id: ValueId, whole: Shape, space: Space): Reference | undefined {
    const number = this.#numberOf(id);
    if (number !== undefined) return { number };
    if (this.#values.get(id)?.dtype !== 'float32') return undefined;
    const layout = layoutOver(this.#shape(id), whole);
    if (layout === undefined) return undefined;
    if (layout === 'full') return { id: this.#full(id, space), layout };
    const isOfEachRow = layout === 'rows' && countOf(this.#shape(id)) === space.rows;
    return { id: isOfEachRow ? this.#origin(id, () => true) : id, layout };
  }

  /** The value behind reshapes that keep the rows. */
  #full(id: ValueId, { columns }: Space): ValueId {
    return this.#origin(id, (shape) => shape.at(-1) === columns);
  }

  #origin(id: ValueId, accepts: (shape: Shape) => boolean): ValueId {
    let origin = id;
    for (let current: ValueId | undefined = id; current !== undefined;) {
      if (accepts(this.#shape(current))) origin = current;
      const producer = this.#producers.get(current);
      current = producer?.op === 'Reshape' ? producer.inputs[0] : undefined;
    }
    return origin;
  }

  /** Of a constant that holds one number only, once or everywhere. */
  #numberOf(id: ValueId): number | undefined {
    const data = this.#constants.get(id);
    if (!(data instanceof Float32Array) || data.length === 0) return undefined;
    const [first] = data as unknown as [number];
    return data.every((each) => Object.is(each, first)) ? first : undefined;
  }

  #powerOf({ op, inputs }: Node): number | undefined {
    return op === 'Pow' ? this.#numberOf(inputs[1] as ValueId) : undefined;
  }

  #isLeftToTensorflow({ op, inputs }: Node): boolean {
    const [input] = inputs as [ValueId];
    const producer = this.#producers.get(input);
    if (!producer || !this.#uses.only(input, op)) return false;
    if (op === 'BiasAdd') return WITH_EPILOGUE.includes(producer.op);
    if (!EPILOGUES.includes(op)) return false;
    if (producer.op === 'FusedBatchNormV3' || WITH_EPILOGUE.includes(producer.op)) return true;
    return producer.op === 'BiasAdd' && this.#isLeftToTensorflow(producer);
  }
}
