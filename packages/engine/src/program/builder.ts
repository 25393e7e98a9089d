import {
  type Attribute,
  type Constant,
  type DataType,
  type Node,
  type Output,
  type Program,
  type Shape,
  type TensorData,
  type Value,
  type ValueId,
  type Variable,
  valuesOf,
} from './program.ts';

/** Adds to a program, with ids that go on from its own. Shapes are fixed ones. */
export class ProgramBuilder {
  readonly #program: Program;
  readonly #values: Map<ValueId, Value>;
  readonly #constants: Constant[] = [];
  readonly #variables: Variable[] = [];
  readonly #nodes: Node[] = [];
  readonly #outputs: Output[] = [];
  readonly #scalars = new Map<number, Value>();
  #nextValue: number;
  #nextNode: number;

  constructor(program: Program) {
    this.#program = program;
    this.#values = valuesOf(program);
    this.#nextValue = Math.max(-1, ...this.#values.keys()) + 1;
    this.#nextNode = Math.max(-1, ...program.nodes.map(({ id }) => id)) + 1;
  }

  value(id: ValueId): Value {
    return this.#values.get(id) as Value;
  }

  constant(data: TensorData, shape: Shape, dtype: DataType): Value {
    const value = this.#add(dtype, shape);
    this.#constants.push({ ...value, data });
    return value;
  }

  /** A float32 constant; equal numbers are one constant. */
  scalar(number: number): Value {
    const value = this.#scalars.get(number) ?? this.constant(Float32Array.of(number), [], 'float32');
    this.#scalars.set(number, value);
    return value;
  }

  variable(name: string, data: TensorData, shape: Shape, dtype: DataType = 'float32'): Value {
    const value = this.#add(dtype, shape);
    this.#variables.push({ ...value, name, data });
    return value;
  }

  node(
    op: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
    outputs: readonly { dtype: DataType; shape: Shape }[],
  ): Value[] {
    const made = outputs.map(({ dtype, shape }) => this.#add(dtype, shape));
    this.#nodes.push({ id: this.#nextNode++, op, attributes, inputs: inputs.map(({ id }) => id), outputs: made });
    return made;
  }

  /** An elementwise operation; its result has the shape of the input of the highest rank. */
  map(op: string, ...inputs: [Value, ...Value[]]): Value {
    const { dtype } = inputs[0];
    const { shape } = inputs.reduce((largest, input) => (input.shape.length > largest.shape.length ? input : largest));
    return this.node(op, inputs, { T: { type: 'dtype', value: dtype } }, [{ dtype, shape }])[0] as Value;
  }

  /** Sum of all elements, a scalar. */
  sum(input: Value): Value {
    const axes = this.constant(Int32Array.from(input.shape.keys()), [input.shape.length], 'int32');
    const attributes: Record<string, Attribute> = {
      T: { type: 'dtype', value: input.dtype },
      Tidx: { type: 'dtype', value: 'int32' },
      keep_dims: { type: 'bool', value: false },
    };
    return this.node('Sum', [input, axes], attributes, [{ dtype: input.dtype, shape: [] }])[0] as Value;
  }

  cast(input: Value, dtype: DataType): Value {
    const attributes: Record<string, Attribute> = {
      SrcT: { type: 'dtype', value: input.dtype },
      DstT: { type: 'dtype', value: dtype },
    };
    return this.node('Cast', [input], attributes, [{ dtype, shape: input.shape }])[0] as Value;
  }

  /** Sets a variable when all that stands before has used it. */
  assign(variable: Value, value: Value): void {
    this.node('AssignVariableOp', [variable, value], { dtype: { type: 'dtype', value: value.dtype } }, []);
  }

  /** Subtracts from a variable when all that stands before has used it. */
  subtract(variable: Value, value: Value): void {
    this.node('AssignSubVariableOp', [variable, value], { dtype: { type: 'dtype', value: value.dtype } }, []);
  }

  /** An elementwise comparison of two tensors of one shape. */
  compare(op: 'Greater' | 'Less', a: Value, b: Value): Value {
    return this.node(op, [a, b], { T: { type: 'dtype', value: a.dtype } }, [
      { dtype: 'bool', shape: a.shape },
    ])[0] as Value;
  }

  /** `a` where the condition holds, else `b`; all of one shape. */
  select(condition: Value, a: Value, b: Value): Value {
    const { dtype, shape } = a;
    return this.node('SelectV2', [condition, a, b], { T: { type: 'dtype', value: dtype } }, [
      { dtype, shape },
    ])[0] as Value;
  }

  /** What a variable holds after the nodes that stand before. */
  read(variable: Value): Value {
    const { dtype, shape } = variable;
    return this.node('ReadVariableOp', [variable], { dtype: { type: 'dtype', value: dtype } }, [
      { dtype, shape },
    ])[0] as Value;
  }

  /** Adds the nodes of a program without variables, on other inputs, in its own order. @returns its outputs */
  splice({ inputs, constants, nodes, outputs }: Program, given: readonly Value[]): Value[] {
    const values = new Map<ValueId, Value>(inputs.map(({ id }, index) => [id, given[index] as Value]));
    for (const { id, data, shape, dtype } of constants) values.set(id, this.constant(data, shape, dtype));
    for (const node of nodes) {
      const arguments_ = node.inputs.map((id) => values.get(id) as Value);
      const made = this.node(node.op, arguments_, node.attributes, node.outputs);
      node.outputs.forEach(({ id }, index) => values.set(id, made[index] as Value));
    }
    return outputs.map(({ id }) => values.get(id) as Value);
  }

  output(name: string, { id }: Value): void {
    this.#outputs.push({ name, id });
  }

  build(): Program {
    const { constants, variables, nodes, outputs } = this.#program;
    return this.#program.with({
      constants: [...constants, ...this.#constants],
      variables: [...variables, ...this.#variables],
      nodes: [...nodes, ...this.#nodes],
      outputs: [...outputs, ...this.#outputs],
    });
  }

  #add(dtype: DataType, shape: Shape): Value {
    const value = { id: this.#nextValue++, dtype, shape };
    this.#values.set(value.id, value);
    return value;
  }
}
