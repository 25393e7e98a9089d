import type { Node, Program, Value, ValueId } from '../program/program.ts';
import type { Rewriting } from './rewrite.ts';
import { Uses } from './uses.ts';

export type Activation = 'relu' | 'relu6' | 'silu';

/** What is computed together with an operation before it. */
export interface Epilogue {
  readonly bias?: ValueId;
  readonly activation?: Activation;
  /** The result, with everything applied. */
  readonly output: Value;
}

/** x · sigmoid(x) in two nodes, of which nothing else uses the first. */
interface Silu {
  readonly x: ValueId;
  readonly nodes: readonly [Node, Node];
}

/** Finds what operations can take in, and keeps account of what they have taken. */
export class Epilogues {
  readonly uses: Uses;
  readonly #absorbed = new Set<Node['id']>();
  /** What no node makes: there from the beginning. */
  readonly #given: ReadonlySet<ValueId>;
  readonly #silus = new Map<ValueId, Silu>();

  constructor(program: Program) {
    this.uses = new Uses(program);
    this.#given = new Set([...program.variables, ...program.inputs, ...program.constants].map(({ id }) => id));
    for (const sigmoid of program.nodes) {
      if (sigmoid.op !== 'Sigmoid') continue;
      const [x] = sigmoid.inputs as [ValueId];
      const product = this.uses.only(sigmoid.outputs[0]?.id, 'Mul');
      const [result] = product?.outputs ?? [];
      if (product?.inputs.includes(x) && result) this.#silus.set(result.id, { x, nodes: [sigmoid, product] });
    }
  }

  /** Whether a node was taken in. */
  has(node: Node): boolean {
    return this.#absorbed.has(node.id);
  }

  absorb(...nodes: readonly Node[]): void {
    for (const { id } of nodes) this.#absorbed.add(id);
  }

  /**
   * Takes in a bias and one of these activations behind a value.
   *
   * @param rewriting so far: a bias must have been computed already
   */
  take(value: Value, activations: readonly Activation[], rewriting: Rewriting): Epilogue {
    const biasAdd = this.uses.only(value.id, 'BiasAdd');
    const [, bias] = (biasAdd?.inputs ?? []) as ValueId[];
    const isKnown = bias !== undefined && (this.#given.has(bias) || rewriting.producer(bias) !== undefined);
    const biased = isKnown ? (biasAdd?.outputs[0] as Value) : value;
    if (isKnown && biasAdd) this.absorb(biasAdd);
    const found = activations.flatMap((activation) => {
      const nodes = this.#activation(activation, biased.id);
      return nodes ? [{ activation, nodes }] : [];
    })[0];
    if (found) this.absorb(...found.nodes);
    const output = found?.nodes.at(-1)?.outputs[0] ?? biased;
    return { output, ...(isKnown && { bias }), ...(found && { activation: found.activation }) };
  }

  /**
   * Takes in SiLU before operations that alone use its result.
   *
   * @returns the arguments of the function by its results
   */
  silusBefore(operations: readonly Node[]): ReadonlyMap<ValueId, ValueId> {
    const found = new Map<ValueId, ValueId>();
    for (const operation of operations) {
      const silu = this.#silus.get(operation.inputs[0] as ValueId);
      const [, product] = silu?.nodes ?? [];
      if (!silu || !product || this.uses.only(product.outputs[0]?.id, operation.op) !== operation) continue;
      this.absorb(...silu.nodes);
      found.set(product.outputs[0]?.id as ValueId, silu.x);
    }
    return found;
  }

  #activation(activation: Activation, id: ValueId): readonly Node[] | undefined {
    if (activation !== 'silu') {
      const node = this.uses.only(id, activation === 'relu' ? 'Relu' : 'Relu6');
      return node && [node];
    }
    const users = this.uses.of(id);
    const silu = users.flatMap(({ outputs: [output] }) => this.#silus.get(output?.id as ValueId) ?? [])[0];
    const isAll = users.length === 2 && silu?.x === id && users.every((user) => silu.nodes.includes(user));
    return isAll && !this.uses.isOutput(id) && !this.#isAbsorbed(silu) ? silu.nodes : undefined;
  }

  #isAbsorbed({ nodes }: Silu): boolean {
    return nodes.some((node) => this.has(node));
  }
}

/** What stands for an input that an operation was not given. */
export function addNothing(rewriting: Rewriting): ValueId {
  return rewriting.addConstant(new Float32Array(0), [0], 'float32').id;
}
