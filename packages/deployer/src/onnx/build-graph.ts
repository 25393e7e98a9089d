import {
  type Input,
  type Node,
  type Output,
  type Program,
  type Shape,
  type Value,
  type ValueId,
  valuesOf,
} from '@sightline/engine';
import type { DeployerError } from '../errors.ts';
import { attributeProto, type OnnxAttributes } from './attributes.ts';
import type { Converter, GraphBuilder } from './graph-builder.ts';
import { dataOf, type KnownTensor } from './known-tensor.ts';
import { type GraphProto, type NodeProto, ONNX_TYPES, type TensorProto, type ValueInfoProto } from './model-proto.ts';
import { unsupportedOperation } from './unsupported-operation.ts';

/** Builds an ONNX graph from a program, node by node. */
export function buildGraph(program: Program, convert: Converter): GraphProto {
  return new ProgramGraph(program, convert, { taken: new Set() }).build();
}

/** What a graph may use from outside of it. */
interface Surroundings {
  /** Names that are in use. */
  readonly taken: Set<string>;
  /** What some inputs of a body are outside. */
  readonly captured?: ReadonlyMap<ValueId, string | KnownTensor>;
}

/** The graph of one program, while its nodes are converted. */
class ProgramGraph implements GraphBuilder {
  readonly #program: Program;
  readonly #convert: Converter;
  readonly #taken: Set<string>;
  readonly #inputs: readonly Input[];
  readonly #outputs: readonly Output[];
  readonly #values: ReadonlyMap<ValueId, Value>;
  readonly #uses: ReadonlyMap<ValueId, number>;
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #makers = new Map<string, NodeProto>();
  readonly #tensors = new Map<ValueId, string>();
  readonly #known = new Map<ValueId, KnownTensor>();

  constructor(program: Program, convert: Converter, { taken, captured }: Surroundings) {
    this.#program = program;
    this.#convert = convert;
    this.#taken = taken;
    this.#values = valuesOf(program);
    this.#uses = countUses(program);
    const named = <Named extends { name: string }>(each: Named) => ({ ...each, name: this.#uniqueName(each.name) });
    this.#inputs = program.inputs.filter(({ id }) => !captured?.has(id)).map(named);
    this.#outputs = program.outputs.map(named);
    for (const { id, name } of this.#inputs) this.#tensors.set(id, name);
    for (const [id, outside] of captured ?? []) {
      if (typeof outside === 'string') this.#tensors.set(id, outside);
      else this.#known.set(id, outside);
    }
    for (const variable of program.variables)
      this.#known.set(variable.id, { ...variable, shape: fixedShape(variable.shape) });
    for (const constant of program.constants)
      this.#known.set(constant.id, { ...constant, name: 'constant', shape: fixedShape(constant.shape) });
  }

  build(): GraphProto {
    for (const node of this.#program.nodes) {
      const result = this.#convert(node, this);
      if (typeof result === 'object' && 'data' in result) this.#known.set((node.outputs[0] as Value).id, result);
      else [result].flat().forEach((tensor, index) => this.#tensors.set((node.outputs[index] as Value).id, tensor));
    }
    for (const { name, id } of this.#outputs)
      this.#nodes.push({ name, opType: 'Identity', input: [this.tensor(id)], output: [name], attribute: [] });
    return {
      name: 'sightline',
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs.map((input) => valueInfo(input, input)),
      output: this.#outputs.map((output) => valueInfo(output, this.value(output.id))),
    };
  }

  tensor(id: ValueId | undefined): string {
    const tensor = this.#tensors.get(id as ValueId) ?? this.constant(this.#known.get(id as ValueId) as KnownTensor);
    this.#tensors.set(id as ValueId, tensor);
    return tensor;
  }

  value(id: ValueId | undefined): Value {
    return this.#values.get(id as ValueId) as Value;
  }

  known(id: ValueId | undefined): KnownTensor | undefined {
    return this.#known.get(id as ValueId);
  }

  numbers(node: Node, input: number): number[] {
    const operand = this.known(node.inputs[input]);
    if (operand) return Array.from(operand.data, Number);
    throw this.unsupported(node, `Its input ${input} is computed; it must be constant.`);
  }

  uses(id: ValueId): number {
    return this.#uses.get(id) ?? 0;
  }

  add(opType: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    return this.addAll(opType, inputs, attributes, 1)[0] as string;
  }

  addAll(opType: string, inputs: readonly string[], attributes: OnnxAttributes, count: number): string[] {
    const output = Array.from({ length: count }, () => this.#uniqueName(opType));
    const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
    const node = { name: output[0] as string, opType, input: [...inputs], output, attribute };
    this.#nodes.push(node);
    for (const name of output) this.#makers.set(name, node);
    return output;
  }

  maker(tensor: string): NodeProto | undefined {
    return this.#makers.get(tensor);
  }

  constant({ name: wanted, dtype, shape, data }: KnownTensor): string {
    const name = this.#uniqueName(wanted);
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#initializers.push({ name, dims: shape, dataType: ONNX_TYPES[dtype], rawData });
    return name;
  }

  integers(values: readonly number[]): string {
    return this.constant({ name: 'integers', dtype: 'int64', shape: [values.length], data: dataOf('int64', values) });
  }

  longs(id: ValueId | undefined): string {
    const operand = this.known(id);
    if (!operand) return this.add('Cast', [this.tensor(id)], { to: { int: ONNX_TYPES.int64 } });
    const data = dataOf('int64', Array.from(operand.data, Number));
    return this.constant({ name: 'integers', dtype: 'int64', shape: operand.shape, data });
  }

  scalar(value: number, dtype: KnownTensor['dtype'] = 'float32'): string {
    return this.constant({ name: 'scalar', dtype, shape: [], data: dataOf(dtype, [value]) });
  }

  body(body: Program, captured: readonly ValueId[]): GraphProto {
    const inside = body.inputs.slice(body.inputs.length - captured.length);
    const pairs = inside.map(({ id }, index) => {
      const source = captured[index] as ValueId;
      return [id, this.known(source) ?? this.tensor(source)] as const;
    });
    return new ProgramGraph(body, this.#convert, { taken: this.#taken, captured: new Map(pairs) }).build();
  }

  unsupported(node: Node, why: string): DeployerError {
    return unsupportedOperation(this.#program, node, why);
  }

  #uniqueName(wanted: string): string {
    let name = wanted;
    for (let count = 1; this.#taken.has(name); count++) name = `${wanted}_${count}`;
    this.#taken.add(name);
    return name;
  }
}

/** Open sizes have the names that the program gives them; others follow from those, and have one each. */
function valueInfo(
  { name, dimensionNames }: Pick<Input | Output, 'name' | 'dimensionNames'>,
  { dtype, shape }: Value,
): ValueInfoProto {
  const dim = shape.map((size, axis) =>
    size === null ? { dimParam: dimensionNames?.[axis] ?? `${name}_${axis}` } : { dimValue: size },
  );
  return { name, type: { tensorType: { elemType: ONNX_TYPES[dtype], shape: { dim } } } };
}

function countUses({ nodes, outputs }: Program): Map<ValueId, number> {
  const uses = new Map<ValueId, number>();
  for (const id of [...nodes.flatMap(({ inputs }) => inputs), ...outputs.map((output) => output.id)]) {
    uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  return uses;
}

function fixedShape(shape: Shape): number[] {
  return shape.filter((size) => size !== null);
}
