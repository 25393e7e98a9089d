import type { Attribute, DataType, Node, Program, Value, ValueId } from '../program/program.ts';
import { handleCount } from '../program/stateful.ts';
import { Rewriting } from './rewrite.ts';

/** Where an operation computes in bfloat16, and which of its inputs and outputs are then bfloat16. */
interface Rule {
  /** `always` starts a chain; `along` goes on with one that reaches it. */
  readonly when: 'always' | 'along';
  /** Inputs by number; by default all that are float32. */
  readonly inputs?: readonly number[];
  /** Outputs by number; by default all that are float32. */
  readonly outputs?: readonly number[];
}

const along: Rule = { when: 'along' };
const always: Rule = { when: 'always' };

/**
 * Depthwise convolutions stay float32: TensorFlow's kernels are slower in bfloat16. So do losses, softmax, statistics
 * and updates, which are not named here.
 */
const RULES: Readonly<Record<string, Rule>> = {
  Conv2D: always,
  Conv2DBackpropInput: always,
  Conv2DBackpropFilter: always,
  MatMul: always,
  BatchMatMulV2: always,
  Einsum: always,
  BiasAdd: along,
  BiasAddGrad: along,
  Add: along,
  AddV2: along,
  Relu: along,
  ReluGrad: along,
  Relu6: along,
  Relu6Grad: along,
  MaxPool: along,
  MaxPoolGrad: along,
  Reshape: along,
  Transpose: along,
  // Scale, offset and statistics stay float32.
  FusedBatchNormV3: { when: 'along', inputs: [0], outputs: [0] },
  FusedBatchNormGradV3: { when: 'along', inputs: [0, 1], outputs: [0] },
  SightlineBatchNorm: { when: 'along', inputs: [0], outputs: [0] },
  SightlineBatchNormGrad: { when: 'along', inputs: [0, 1], outputs: [0] },
};

/**
 * Convolutions and matrix products compute in bfloat16, and so does what stands between them: a value is cast where a
 * chain begins or ends, not round each operation. Variables, optimizer, losses, softmax and the statistics of
 * normalisation stay float32.
 */
export function useBfloat16(program: Program): Program {
  const chains = new Chains(program);
  for (const node of program.nodes) chains.visit(node);
  return chains.finish(program);
}

class Chains {
  readonly #rewriting: Rewriting;
  /** The bfloat16 twin of a float32 value. */
  readonly #low = new Map<ValueId, ValueId>();
  /** Float32 values that exist so far only as their twin. */
  readonly #pending = new Map<ValueId, Value>();
  readonly #constants: ReadonlySet<ValueId>;

  constructor(program: Program) {
    this.#rewriting = new Rewriting(program);
    this.#constants = new Set([...program.constants, ...program.variables].map(({ id }) => id));
  }

  visit(node: Node): void {
    const rule = RULES[node.op];
    const lowInputs = node.inputs.map((id, index) => this.#isFloat(id) && (rule?.inputs?.includes(index) ?? true));
    if (!rule || !this.#applies(rule, node, lowInputs)) {
      const handles = handleCount(node.op);
      node.inputs.forEach((id, index) => index >= handles && this.#materialise(id));
      this.#rewriting.keep(node);
      return;
    }
    const inputs = node.inputs.map((id, index) => {
      if (lowInputs[index]) return this.#toLow(id);
      this.#materialise(id);
      return id;
    });
    const outputs = node.outputs.map((output, index) =>
      output.dtype === 'float32' && (rule.outputs?.includes(index) ?? true)
        ? { dtype: 'bfloat16' as const, shape: output.shape }
        : output,
    );
    const attributes: Record<string, Attribute> = { ...node.attributes, T: { type: 'dtype', value: 'bfloat16' } };
    const made = this.#rewriting.add({ ...node, attributes, inputs, outputs });
    node.outputs.forEach((output, index) => {
      const { id, dtype } = made[index] as Value;
      if (dtype !== 'bfloat16') return;
      this.#low.set(output.id, id);
      this.#pending.set(output.id, output);
    });
  }

  finish(program: Program): Program {
    for (const { id } of program.outputs) this.#materialise(id);
    return this.#rewriting.finish(program);
  }

  /** A chain goes on where it brings the input that the rule names, or for a sum all of them but weights. */
  #applies({ when }: Rule, { op, inputs, outputs }: Node, lowInputs: readonly boolean[]): boolean {
    if (outputs[0]?.dtype !== 'float32') return false;
    if (when === 'always') return true;
    const flowing = inputs.filter((id, index) => lowInputs[index] && !this.#constants.has(id));
    const arrives = (id: ValueId): boolean => this.#pending.has(id) || this.#low.has(id);
    return op.startsWith('Add') ? flowing.length > 0 && flowing.every(arrives) : flowing.some(arrives);
  }

  #isFloat(id: ValueId): boolean {
    return this.#rewriting.value(id).dtype === 'float32';
  }

  #toLow(id: ValueId): ValueId {
    const known = this.#low.get(id);
    if (known !== undefined) return known;
    const { shape } = this.#rewriting.value(id);
    const [low] = this.#rewriting.add({
      ...castOf('float32', 'bfloat16'),
      inputs: [id],
      outputs: [{ dtype: 'bfloat16', shape }],
    });
    this.#low.set(id, (low as Value).id);
    return (low as Value).id;
  }

  /** Makes sure that a value exists in float32. */
  #materialise(id: ValueId): void {
    const value = this.#pending.get(id);
    if (!value) return;
    this.#pending.delete(id);
    this.#rewriting.add({ ...castOf('bfloat16', 'float32'), inputs: [this.#low.get(id) as ValueId], outputs: [value] });
  }
}

function castOf(from: DataType, to: DataType): { op: string; attributes: Record<string, Attribute> } {
  return {
    op: 'Cast',
    attributes: {
      SrcT: { type: 'dtype', value: from },
      DstT: { type: 'dtype', value: to },
      Truncate: { type: 'bool', value: false },
    },
  };
}
