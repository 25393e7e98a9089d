import { EngineError } from '../errors.ts';
import {
  type Constant,
  describeNode,
  formatType,
  type Input,
  type Node,
  Program,
  type ProgramParts,
  type TensorData,
  type Value,
  type ValueId,
  valuesOf,
} from '../program/program.ts';
import { computeConstant } from './sizes/computed-constant.ts';
import { KnownSizes } from './sizes/known-sizes.ts';
import { SizeNodes } from './sizes/size-nodes.ts';

/**
 * Makes one program of traces of one function with other sizes: sizes that differ become `null`. In the shape of a
 * Reshape and the size of a Slice that takes all of an axis they become -1; elsewhere nodes compute them from the
 * shapes of the tensors. Nothing else may differ.
 *
 * @throws EngineError `engine/not-recordable`, naming the operation and its layer, when anything else does, or when a
 * size follows from others in no way that is known
 */
export function unify(traces: readonly Program[]): Program {
  return new Unification(traces).run();
}

class Unification {
  readonly #traces: readonly Program[];
  readonly #sizes = new KnownSizes();
  readonly #sizeNodes: SizeNodes;
  readonly #values: Map<ValueId, Value>;
  readonly #nodes: Node[] = [];
  /** In all runs, by id; those of one value everywhere, and those that differ until they are settled. */
  readonly #constants = new Map<ValueId, readonly Constant[]>();
  readonly #kept = new Map<ValueId, Constant>();

  constructor(traces: readonly Program[]) {
    this.#traces = traces;
    const [first] = traces as [Program];
    this.#values = valuesOf(first);
    const next = { value: Math.max(-1, ...this.#values.keys()) + 1, node: first.nodes.length };
    this.#sizeNodes = new SizeNodes(next, (id) => this.#values.get(id) as Value);
  }

  run(): Program {
    const [first] = this.#traces as [Program];
    const inputs = first.inputs.map((input, index): Input => {
      return {
        ...input,
        ...this.#value(
          this.#traces.map((trace) => trace.inputs[index]),
          input.name,
        ),
      };
    });
    first.constants.forEach((constant, index) => {
      const runs = this.#traces.map((trace) => trace.constants[index] as Constant);
      this.#constants.set(constant.id, runs);
    });
    first.nodes.forEach((_, index) => this.#node(this.#traces.map((trace) => trace.nodes[index])));
    const longer = this.#traces.find(({ nodes }) => nodes.length !== first.nodes.length);
    if (longer) {
      const extra = (longer.nodes[first.nodes.length] ?? first.nodes[longer.nodes.length]) as Node;
      throw notRecordable(
        `The function ran ${first.nodes.length} operations, then ${longer.nodes.length}; ${describeNode(extra)} ` +
          'was not in each run',
      );
    }
    this.#sizeNodes.layer = undefined;
    for (const { name, id } of first.outputs) this.#settle(id, undefined, `The output ${name}`);
    this.#nodes.push(...this.#sizeNodes.nodes.splice(0));
    const constants = first.constants.flatMap(({ id }) => this.#kept.get(id) ?? []);
    return first.with({
      inputs,
      constants: [...constants, ...this.#sizeNodes.constants],
      nodes: this.#nodes,
    });
  }

  #node(runs: readonly (Node | undefined)[]): void {
    const [node, ...others] = runs as [Node, ...(Node | undefined)[]];
    const description = describeNode(node);
    for (const other of others) {
      if (node.op !== other?.op || String(node.inputs) !== String(other.inputs)) {
        throw notRecordable(`${description} was ${other?.op ?? 'absent'}, or of other inputs, in another run`);
      }
      for (const [name, attribute] of Object.entries(node.attributes)) {
        if (attribute.type === 'program') continue;
        const [value, otherValue] = [attribute, other.attributes[name]].map((each) => JSON.stringify(each?.value));
        if (value === otherValue) continue;
        throw notRecordable(`The attribute ${name} of ${description} was ${value}, then ${otherValue}`);
      }
    }
    this.#sizeNodes.layer = node.layer;
    for (const id of node.inputs) this.#settle(id, node, description);
    this.#nodes.push(...this.#sizeNodes.nodes.splice(0));
    const outputs = node.outputs.map((_, index) =>
      this.#value(
        runs.map((run) => run?.outputs[index]),
        description,
      ),
    );
    this.#nodes.push({ ...node, ...unifyBody(runs as Node[]), outputs });
  }

  /** A value of all runs; its sizes are known from here on. */
  #value(runs: readonly (Value | undefined)[], user: string): Value {
    const [value, ...others] = runs as [Value, ...(Value | undefined)[]];
    for (const other of others) {
      if (!other || value.dtype !== other.dtype || value.shape.length !== other.shape.length) {
        throw notRecordable(`${user} gave ${formatType(value)}, then ${other ? formatType(other) : 'nothing'}`);
      }
    }
    const shapes = runs.map((run) => (run as Value).shape);
    this.#sizes.note(value.id, shapes);
    const shape = value.shape.map((size, axis) => (shapes.every((other) => other[axis] === size) ? size : null));
    return { ...value, shape };
  }

  /** Decides what becomes of a constant, when an operation or an output uses it first. */
  #settle(id: ValueId, user: Node | undefined, description: string): void {
    const runs = this.#constants.get(id);
    if (!runs) return;
    this.#constants.delete(id);
    const [constant] = runs as [Constant];
    const settled = runs.every((run) => equal(run, constant)) ? constant : this.#followingShapes(runs);
    if (settled) {
      this.#kept.set(id, settled);
      return;
    }
    const near = (user?.inputs ?? []).filter((input) => input !== id);
    if (computeConstant(runs, { sizes: this.#sizes, nodes: this.#sizeNodes, near })) return;
    const seen = runs.slice(0, 2).map(({ data }) => `[${preview(data)}]`);
    throw notRecordable(`${user ? 'A constant of ' : ''}${description} was ${seen.join(', then ')}`);
  }

  /** The constant with -1 for each element that differs, where all its users know what -1 means. */
  #followingShapes(runs: readonly Constant[]): Constant | undefined {
    const [constant, ...others] = runs as [Constant, ...Constant[]];
    if (others.some(({ data }) => data.length !== constant.data.length)) return undefined;
    const differing = [...constant.data.keys()].filter((index) =>
      others.some(({ data }) => data[index] !== constant.data[index]),
    );
    const [{ nodes, outputs }] = this.#traces as [Program];
    const users = nodes.filter((node) => node.inputs.includes(constant.id));
    const isLegible = (user: Node): boolean => {
      if (user.op === 'Reshape')
        return user.inputs[1] === constant.id && differing.length === 1 && !constant.data.includes(-1);
      return (
        user.op === 'Slice' && user.inputs[2] === constant.id && differing.every((axis) => this.#takesAll(axis, user))
      );
    };
    if (users.length === 0 || !users.every(isLegible) || outputs.some(({ id }) => id === constant.id)) return undefined;
    return { ...constant, data: constant.data.map((value, index) => (differing.includes(index) ? -1 : value)) };
  }

  /** Whether a Slice takes the whole of an axis in all runs. */
  #takesAll(axis: number, { inputs: [tensor, begin, size] }: Node): boolean {
    return this.#traces.every((trace, run) => {
      const whole = this.#sizes.of(tensor as ValueId)?.[axis]?.[run];
      const dataOf = (id: number | undefined) => trace.constants.find((constant) => constant.id === id)?.data[axis];
      return dataOf(begin) === 0 && dataOf(size) === whole;
    });
  }
}

/** The attributes of a node with the program that is its body, if it has one, made of those of all runs. */
function unifyBody(runs: readonly Node[]): Pick<Node, 'attributes'> {
  const [{ attributes }] = runs as [Node];
  if (attributes.body?.type !== 'program') return { attributes };
  const bodies = runs.map((run) => new Program(run.attributes.body?.value as ProgramParts));
  return { attributes: { ...attributes, body: { type: 'program', value: unify(bodies) } } };
}

function equal(a: Constant, b: Constant): boolean {
  return (
    a.data.length === b.data.length &&
    String(a.shape) === String(b.shape) &&
    a.data.every((value, index) => Object.is(value, b.data[index]))
  );
}

function preview(data: TensorData): string {
  return data.length > 8 ? `${data.slice(0, 8).join(', ')}, …` : data.join(', ');
}

function notRecordable(what: string): EngineError {
  return new EngineError(
    'engine/not-recordable',
    `${what}, when run with other sizes and other values. Allowed: operations that are the same for all sizes; ` +
      'shapes and numbers may follow the open sizes where they can be computed from the shapes of tensors. ' +
      'Compute inside the function with tensors instead of reading values or drawing in JavaScript.',
  );
}
