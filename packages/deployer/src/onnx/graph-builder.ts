import {
  type DataType,
  describeNode,
  formatType,
  type Input,
  type Node,
  type Output,
  type Program,
  type Shape,
  type TensorData,
  type Value,
  type ValueId,
  valuesOf,
} from '@sightline/engine';
import { DeployerError } from '../errors.ts';
import { attributeProto, type OnnxAttributes } from './attributes.ts';
import { type GraphProto, type NodeProto, ONNX_TYPES, type TensorProto, type ValueInfoProto } from './model-proto.ts';

/** A tensor whose values the exporter knows: a weight, a constant, or what follows from them alone. */
export interface KnownTensor {
  readonly name: string;
  readonly dtype: DataType | 'int64';
  readonly shape: readonly number[];
  readonly data: TensorData | BigInt64Array;
}

/** Numbers as the elements of a tensor of a type. */
export function dataOf(dtype: KnownTensor['dtype'], numbers: readonly number[]): KnownTensor['data'] {
  if (dtype === 'int64') return BigInt64Array.from(numbers, BigInt);
  if (dtype === 'int32') return Int32Array.from(numbers);
  return dtype === 'bool' ? Uint8Array.from(numbers) : Float32Array.from(numbers);
}

/** The ONNX graph that converters write to. Tensors go by their ONNX names. */
export interface GraphBuilder {
  /** The ONNX tensor of a program's value. */
  tensor(id: ValueId | undefined): string;
  /** Type and shape of a program's value. */
  value(id: ValueId | undefined): Value;
  /** The values of a program's value, when they do not depend on the inputs. */
  known(id: ValueId | undefined): KnownTensor | undefined;
  /** The numbers of a constant operand (axes, shapes). @throws DeployerError when it is computed */
  numbers(node: Node, input: number): number[];
  /** How many nodes and outputs use a value. */
  uses(id: ValueId): number;
  /** Adds a node; returns its output tensor. */
  add(opType: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  /** Adds a node of several outputs; returns them. */
  addAll(opType: string, inputs: readonly string[], attributes: OnnxAttributes, count: number): string[];
  /** The node that makes a tensor. */
  maker(tensor: string): NodeProto | undefined;
  /** Adds an initializer; returns its tensor. */
  constant(tensor: KnownTensor): string;
  /** Adds a list of 64-bit integers, which ONNX takes for shapes and axes. */
  integers(values: readonly number[]): string;
  /** An operand that ONNX takes as 64-bit integers: a shape, repeats, paddings; also one that is computed. */
  longs(id: ValueId | undefined): string;
  /** Adds a scalar. */
  scalar(value: number, dtype?: KnownTensor['dtype']): string;
  /** The graph of a loop's body; its last inputs are these values of this graph, of which it uses the tensors. */
  body(body: Program, captured: readonly ValueId[]): GraphProto;
  /** The error that says that a node cannot be expressed, naming it, its layer and the weight nearest to it. */
  unsupported(node: Node, why: string): DeployerError;
}

/**
 * What a converter makes of a node: the tensor of its first output or those of all, or the values when they are known
 * already.
 */
export type Converter = (node: Node, graph: GraphBuilder) => string | readonly string[] | KnownTensor;

/** Builds an ONNX graph from a program, node by node. */
export function buildGraph(program: Program, convert: Converter): GraphProto {
  return build(program, convert, { taken: new Set() });
}

/** What a graph may use from outside of it. */
interface Surroundings {
  /** Names that are in use. */
  readonly taken: Set<string>;
  /** What some inputs of a body are outside. */
  readonly captured?: ReadonlyMap<ValueId, string | KnownTensor>;
}

function build(program: Program, convert: Converter, { taken, captured }: Surroundings): GraphProto {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const makers = new Map<string, NodeProto>();
  const tensors = new Map<ValueId, string>();
  const known = new Map<ValueId, KnownTensor>();
  const values = valuesOf(program);
  const uses = countUses(program);

  const uniqueName = (wanted: string): string => {
    let name = wanted;
    for (let count = 1; taken.has(name); count++) name = `${wanted}_${count}`;
    taken.add(name);
    return name;
  };
  const named = <Named extends { name: string }>(each: Named): Named => ({ ...each, name: uniqueName(each.name) });
  const inputs = program.inputs.filter(({ id }) => !captured?.has(id)).map(named);
  const outputs = program.outputs.map(named);
  for (const { id, name } of inputs) tensors.set(id, name);
  for (const [id, outside] of captured ?? []) {
    if (typeof outside === 'string') tensors.set(id, outside);
    else known.set(id, outside);
  }
  const graph: GraphBuilder = {
    tensor(id) {
      const tensor = tensors.get(id as ValueId) ?? graph.constant(known.get(id as ValueId) as KnownTensor);
      tensors.set(id as ValueId, tensor);
      return tensor;
    },
    value: (id) => values.get(id as ValueId) as Value,
    known: (id) => known.get(id as ValueId),
    numbers(node, input) {
      const operand = known.get(node.inputs[input] as ValueId);
      if (operand) return Array.from(operand.data, Number);
      throw graph.unsupported(node, `Its input ${input} is computed; it must be constant.`);
    },
    uses: (id) => uses.get(id) ?? 0,
    add: (opType, input, attributes = {}) => graph.addAll(opType, input, attributes, 1)[0] as string,
    addAll(opType, input, attributes, count) {
      const output = Array.from({ length: count }, () => uniqueName(opType));
      const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
      const node = { name: output[0] as string, opType, input: [...input], output, attribute };
      nodes.push(node);
      for (const name of output) makers.set(name, node);
      return output;
    },
    maker: (tensor) => makers.get(tensor),
    constant({ name: wanted, dtype, shape, data }) {
      const name = uniqueName(wanted);
      const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      initializers.push({ name, dims: shape, dataType: ONNX_TYPES[dtype], rawData });
      return name;
    },
    integers(numbers) {
      return graph.constant({
        name: 'integers',
        dtype: 'int64',
        shape: [numbers.length],
        data: dataOf('int64', numbers),
      });
    },
    longs(id) {
      const operand = known.get(id as ValueId);
      if (operand) {
        const data = dataOf('int64', Array.from(operand.data, Number));
        return graph.constant({ name: 'integers', dtype: 'int64', shape: operand.shape, data });
      }
      return graph.add('Cast', [graph.tensor(id)], { to: { int: ONNX_TYPES.int64 } });
    },
    scalar: (value, dtype = 'float32') =>
      graph.constant({ name: 'scalar', dtype, shape: [], data: dataOf(dtype, [value]) }),
    body(body, outside) {
      const first = body.inputs.length - outside.length;
      const pairs = body.inputs.slice(first).map(({ id }, index) => {
        const source = outside[index] as ValueId;
        return [id, known.get(source) ?? graph.tensor(source)] as const;
      });
      return build(body, convert, { taken, captured: new Map(pairs) });
    },
    unsupported(node, why) {
      const weight = nearestWeight(program, node);
      const place = `${formatType(node.outputs[0] as Value)}${weight ? `, near the weight ${weight}` : ''}`;
      return new DeployerError(
        'deployer/unsupported-operation',
        `${describeNode(node)}, ${place}, cannot be exported to ONNX. ${why}`,
      );
    },
  };

  for (const variable of program.variables) known.set(variable.id, { ...variable, shape: fixedShape(variable.shape) });
  for (const constant of program.constants)
    known.set(constant.id, { ...constant, name: 'constant', shape: fixedShape(constant.shape) });
  for (const node of program.nodes) {
    const result = convert(node, graph);
    if (typeof result === 'object' && 'data' in result) known.set((node.outputs[0] as Value).id, result);
    else [result].flat().forEach((tensor, index) => tensors.set((node.outputs[index] as Value).id, tensor));
  }
  for (const { name, id } of outputs)
    nodes.push({ name, opType: 'Identity', input: [graph.tensor(id)], output: [name], attribute: [] });
  return {
    name: 'sightline',
    node: nodes,
    initializer: initializers,
    input: inputs.map((input) => valueInfo(input, input)),
    output: outputs.map((output) => valueInfo(output, graph.value(output.id))),
  };
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

/**
 * The weight that a node or the nodes before it use, nearest first: tells a person where it is when no layer made it.
 */
function nearestWeight(program: Program, node: Node): string | undefined {
  const variables = new Map(program.variables.map(({ id, name }) => [id, name]));
  const makers = new Map(program.nodes.flatMap((each) => each.outputs.map(({ id }) => [id, each] as const)));
  // Iterating a set continues with what is added to it, and visits each value once.
  const queue = new Set(node.inputs);
  for (const id of queue) {
    const weight = variables.get(id);
    if (weight !== undefined) return weight;
    for (const input of makers.get(id)?.inputs ?? []) queue.add(input);
  }
  return undefined;
}
