import { dtypeAttribute, type GraphAttribute } from './graph-attributes.ts';
import { GraphWriter } from './graph-writer.ts';
import { writeLoop } from './loop-graph.ts';
import type { DataType, Node, Program, ProgramParts, Shape, ValueId } from '../program/program.ts';
import { scanOf } from '../program/scan.ts';
import { changesVariables, handleCount } from '../program/stateful.ts';
import type { proto } from './tensorflow-proto.ts';

/** A program as TensorFlow's GraphDef, and the names there of what a caller needs. */
export interface Graph {
  readonly graph: GraphMessage;
  /** Placeholders, in the order of the program's inputs. */
  readonly inputs: readonly string[];
  /** `node` or `node:index`, in the order of the program's outputs. */
  readonly outputs: readonly string[];
  /** The nodes that change variables: what a run has to reach besides the outputs. */
  readonly updates: readonly string[];
}

type GraphMessage = InstanceType<typeof proto.GraphDef>;

/**
 * Writes a program as a graph.
 *
 * @param options.variables `frozen` writes their values into the graph, `resources` makes them TensorFlow's resource
 * variables, which keep their values between runs and are shared by name within a session
 */
export function programToGraph(program: Program, options: { variables: 'frozen' | 'resources' }): Graph {
  const writer = new GraphWriter();
  const tensors = new Map<ValueId, string>();
  const inputs = program.inputs.map(({ id, name, dtype, shape }) => {
    const node = writer.add('Placeholder', name, [], {
      dtype: dtypeAttribute(dtype),
      shape: { type: 'shape', value: shape },
    });
    tensors.set(id, node);
    return node;
  });
  const variables = options.variables === 'resources' ? new ResourceVariables(program, writer) : undefined;
  for (const variable of program.variables) {
    if (!variables) tensors.set(variable.id, writer.addConstant(variable, variable.name));
  }
  for (const constant of program.constants) {
    tensors.set(constant.id, writer.addConstant(constant, `constant_${constant.id}`));
  }
  const tensorOf = (id: ValueId): string => tensors.get(id) ?? (variables as ResourceVariables).initialValue(id);
  const updates: string[] = [];
  for (const node of program.nodes) {
    const handles = handleCount(node.op);
    if (handles > 0) {
      const sources = node.inputs.slice(handles).map(tensorOf);
      const written = (variables as ResourceVariables).add(node, nameOf(node), sources);
      if (changesVariables(node.op)) updates.push(written);
      noteOutputs(node, written, tensors);
    } else writeNode(node, writer, { tensors, tensorOf });
  }
  const outputs = program.outputs.map(({ name, id }) => {
    const input = program.inputs.find((each) => each.id === id);
    // TensorFlow does not fetch what it was fed.
    return input ? writer.add('Identity', name, [tensorOf(id)], { T: dtypeAttribute(input.dtype) }) : tensorOf(id);
  });
  return { graph: writer.graph, inputs, outputs, updates };
}

function nameOf({ id, op, layer }: Node): string {
  return `${layer ? `${layer.name}/` : ''}${op}_${id}`;
}

function noteOutputs({ outputs }: Node, written: string, tensors: Map<ValueId, string>): void {
  outputs.forEach((output, index) => tensors.set(output.id, index === 0 ? written : `${written}:${index}`));
}

/** Writes a node that touches no variable: an operation, or a loop. */
function writeNode(
  node: Node,
  writer: GraphWriter,
  { tensors, tensorOf }: { tensors: Map<ValueId, string>; tensorOf: (id: ValueId) => string },
): void {
  const scan = scanOf(node);
  if (!scan) {
    const attributes = node.attributes as Readonly<Record<string, GraphAttribute>>;
    noteOutputs(node, writer.add(node.op, nameOf(node), node.inputs.map(tensorOf), attributes), tensors);
    return;
  }
  const writeBody = (body: ProgramParts, known: Map<ValueId, string>): string[] => {
    const knownTensor = (id: ValueId): string => known.get(id) as string;
    for (const each of body.nodes) writeNode(each, writer, { tensors: known, tensorOf: knownTensor });
    return body.outputs.map(({ id }) => knownTensor(id));
  };
  const written = writeLoop(node, scan, { writer, name: nameOf(node), tensorOf, writeBody });
  node.outputs.forEach(({ id }, index) => tensors.set(id, written[index] as string));
}

/** The variables of a graph. Control edges put the operations on one variable into the program's order. */
class ResourceVariables {
  readonly #writer: GraphWriter;
  readonly #handles = new Map<ValueId, string>();
  readonly #dtypes = new Map<ValueId, DataType>();
  readonly #initialValues = new Map<ValueId, string>();
  readonly #lastWrite = new Map<ValueId, string>();
  readonly #reads = new Map<ValueId, string[]>();

  constructor(program: Program, writer: GraphWriter) {
    this.#writer = writer;
    for (const { id, name, dtype, shape } of program.variables) {
      this.#handles.set(id, addVariableHandle(writer, { name, dtype, shape }));
      this.#dtypes.set(id, dtype);
    }
    // All first reads stand before any write: a variable as a value means the one at the start of the call.
    const read = new Set(program.nodes.flatMap(({ op, inputs }) => inputs.slice(handleCount(op))));
    for (const { id } of program.outputs) read.add(id);
    for (const { id, name, dtype } of program.variables) {
      if (!read.has(id)) continue;
      const node = writer.add('ReadVariableOp', `${name}/read`, [this.#handles.get(id) as string], {
        dtype: dtypeAttribute(dtype),
      });
      this.#initialValues.set(id, node);
      this.#reads.set(id, [node]);
    }
  }

  initialValue(id: ValueId): string {
    return this.#initialValues.get(id) as string;
  }

  add({ op, inputs, attributes }: Node, name: string, sources: readonly string[]): string {
    const variables = inputs.slice(0, handleCount(op));
    const writes = changesVariables(op);
    const before = new Set(
      variables.flatMap((id) => [this.#lastWrite.get(id) ?? [], writes ? (this.#reads.get(id) ?? []) : []].flat()),
    );
    const handles = variables.map((id) => this.#handles.get(id) as string);
    const control = [...before].map((node) => `^${node}`);
    const written = attributes as Readonly<Record<string, GraphAttribute>>;
    const node = this.#writer.add(op, name, [...handles, ...sources, ...control], written);
    for (const id of variables) {
      if (writes) {
        this.#lastWrite.set(id, node);
        this.#reads.delete(id);
      } else this.#reads.set(id, [...(this.#reads.get(id) ?? []), node]);
    }
    return node;
  }
}

/** A handle of the resource variable with this name: every handle of one name in a session means the same variable. */
export function addVariableHandle(
  writer: GraphWriter,
  { name, dtype, shape }: { name: string; dtype: DataType; shape: Shape },
): string {
  return writer.add('VarHandleOp', name, [], {
    dtype: dtypeAttribute(dtype),
    shape: { type: 'shape', value: shape },
    shared_name: { type: 'string', value: name },
  });
}
