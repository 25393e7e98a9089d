import {
  type Attribute,
  type Constant,
  type LayerName,
  type Node,
  type Program,
  type Shape,
  type TensorData,
  type Value,
  type ValueId,
  valuesOf,
} from '../program/program.ts';

/** A node that a pass adds. */
export interface NewNode {
  readonly op: string;
  readonly layer?: LayerName | undefined;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly (Omit<Value, 'id'> & { readonly id?: ValueId })[];
}

/** A program on its way into another: what a pass reads of the one and adds to the other. */
export class Rewriting {
  readonly #values: Map<ValueId, Value>;
  readonly #constants: Map<ValueId, Constant>;
  readonly #producers = new Map<ValueId, Node>();
  readonly #aliases = new Map<ValueId, ValueId>();
  readonly #added: Constant[] = [];
  readonly #nodes: Node[] = [];
  #nextValue: number;
  #nextNode: number;

  constructor(program: Program) {
    this.#values = valuesOf(program);
    this.#constants = new Map(program.constants.map((constant) => [constant.id, constant]));
    this.#nextValue = Math.max(-1, ...this.#values.keys()) + 1;
    this.#nextNode = Math.max(-1, ...program.nodes.map(({ id }) => id)) + 1;
  }

  value(id: ValueId | undefined): Value {
    return this.#values.get(id as ValueId) as Value;
  }

  /** The values of a constant, or `undefined` for what is known only when the program runs. */
  constant(id: ValueId | undefined): TensorData | undefined {
    return this.#constants.get(id as ValueId)?.data;
  }

  /** The rewritten node that makes a value; none for inputs, variables and constants. */
  producer(id: ValueId | undefined): Node | undefined {
    return this.#producers.get(id as ValueId);
  }

  addConstant(data: TensorData, shape: Shape, dtype: Value['dtype']): Value {
    const constant = { id: this.#nextValue++, dtype, shape, data };
    this.#added.push(constant);
    this.#constants.set(constant.id, constant);
    this.#values.set(constant.id, constant);
    return constant;
  }

  /** Adds a node; its outputs are new values, or those with an `id` when it stands in for another. */
  add({ op, layer, attributes, inputs, outputs }: NewNode): Value[] {
    const made = outputs.map(({ id, dtype, shape }) => ({ id: id ?? this.#nextValue++, dtype, shape }));
    this.keep({
      id: this.#nextNode++,
      op,
      ...(layer === undefined ? {} : { layer }),
      attributes,
      inputs: inputs.map((input) => this.resolve(input)),
      outputs: made,
    });
    return made;
  }

  keep(node: Node): void {
    this.#nodes.push(node);
    for (const output of node.outputs) {
      this.#values.set(output.id, output);
      this.#producers.set(output.id, node);
    }
  }

  /** From here on `id` means `other`. */
  alias(id: ValueId, other: ValueId): void {
    this.#aliases.set(id, this.resolve(other));
  }

  resolve(id: ValueId): ValueId {
    return this.#aliases.get(id) ?? id;
  }

  finish(program: Program): Program {
    return program.with({
      constants: [...program.constants, ...this.#added],
      nodes: this.#nodes,
      outputs: program.outputs.map((output) => ({ ...output, id: this.resolve(output.id) })),
    });
  }
}

/**
 * Goes through the nodes in order. `visit` sees each with its inputs rewritten already; it adds what stands in for it
 * and returns true, or returns false to keep it.
 */
export function rewrite(program: Program, visit: (node: Node, rewriting: Rewriting) => boolean): Program {
  const rewriting = new Rewriting(program);
  for (const original of program.nodes) {
    const node = { ...original, inputs: original.inputs.map((id) => rewriting.resolve(id)) };
    if (!visit(node, rewriting)) rewriting.keep(node);
  }
  return rewriting.finish(program);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size !== null && size === b[axis]);
}
