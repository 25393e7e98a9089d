import type { Attribute, Node, Program, Value, ValueId } from '../program/program.ts';
import { type Rewriting, rewrite } from './rewrite.ts';
import { Uses } from './uses.ts';

/**
 * As in `packages/native/kernels/normalization.h`: the activations by their numbers, and the fewest channels, those of
 * the shortest vector.
 */
const ACTIVATIONS: Readonly<Record<string, number>> = { Relu: 1, Relu6: 2 };
const LEAST_CHANNELS = 4;

/**
 * Batch normalisation by the statistics of the batch, with the ReLU that follows it, becomes a custom operation, and so
 * do their gradients: an activation is read and written once less in each direction. The gradient computes again what
 * the ReLU let through.
 */
export function useOwnNormalizations(program: Program): Program {
  return new OwnNormalizations(program).rewritten();
}

/** What the gradient of a normalisation needs of it. */
interface Forward {
  readonly offset: ValueId;
  readonly mean: ValueId;
  readonly inverseDeviation: ValueId;
  readonly activation: number;
  /** The result of the activation. */
  readonly result: ValueId;
}

class OwnNormalizations {
  readonly #program: Program;
  readonly #uses: Uses;
  readonly #absorbed = new Set<Node['id']>();
  /** By the mean that a normalisation keeps for its gradient. */
  readonly #forward = new Map<ValueId, Forward>();
  /** Gradients before the mask of an activation, by their values behind it. */
  readonly #masks = new Map<ValueId, ValueId>();

  constructor(program: Program) {
    this.#program = program;
    this.#uses = new Uses(program);
  }

  rewritten(): Program {
    return rewrite(this.#program, (node, rewriting) => {
      if (this.#absorbed.has(node.id)) return true;
      if (node.op === 'FusedBatchNormV3') return this.#addForward(node, rewriting);
      if (node.op === 'FusedBatchNormGradV3') return this.#addGradient(node, rewriting);
      return this.#isMaskOfOurs(node);
    });
  }

  #addForward(node: Node, rewriting: Rewriting): boolean {
    const [x, scale, offset] = node.inputs as [ValueId, ValueId, ValueId];
    const [y, mean, variance, keptMean, inverse] = node.outputs as [Value, Value, Value, Value, Value];
    if (!isOurs(node, rewriting.value(x))) return false;
    const activation = Object.keys(ACTIVATIONS)
      .map((op) => this.#uses.only(y.id, op))
      .find((user) => user !== undefined);
    const result = activation?.outputs[0] ?? y;
    const number = ACTIVATIONS[activation?.op ?? ''] ?? 0;
    if (activation) this.#absorbed.add(activation.id);
    rewriting.add({
      ...node,
      op: 'SightlineBatchNorm',
      attributes: attributesOf(node, number),
      inputs: [x, scale, offset],
      outputs: [result, mean, variance, inverse],
    });
    const forward = { offset, mean: mean.id, inverseDeviation: inverse.id, activation: number, result: result.id };
    this.#forward.set(keptMean.id, forward);
    return true;
  }

  #addGradient(node: Node, rewriting: Rewriting): boolean {
    const [gradient, x, scale, keptMean] = node.inputs as [ValueId, ValueId, ValueId, ValueId];
    const forward = this.#forward.get(keptMean);
    if (!forward) return false;
    const masked = this.#masks.get(gradient);
    rewriting.add({
      ...node,
      op: 'SightlineBatchNormGrad',
      attributes: attributesOf(node, masked === undefined ? 0 : forward.activation),
      inputs: [masked ?? gradient, x, scale, forward.offset, forward.mean, forward.inverseDeviation],
      outputs: node.outputs.slice(0, 3),
    });
    return true;
  }

  /**
   * Whether a node is the mask of an activation that a normalisation has taken in, for nothing but that one's gradient.
   */
  #isMaskOfOurs({ op, inputs, outputs }: Node): boolean {
    if (!op.endsWith('Grad') || ACTIVATIONS[op.slice(0, -'Grad'.length)] === undefined) return false;
    const [gradient, result] = inputs as [ValueId, ValueId];
    const user = this.#uses.only(outputs[0]?.id, 'FusedBatchNormGradV3');
    const forward = user && this.#forward.get(user.inputs[3] as ValueId);
    if (forward?.result !== result) return false;
    this.#masks.set(outputs[0]?.id as ValueId, gradient);
    return true;
  }
}

function isOurs({ attributes }: Node, { shape }: Value): boolean {
  return (
    attributes.is_training?.value === true &&
    attributes.data_format?.value === 'NHWC' &&
    attributes.T?.value === 'float32' &&
    (shape.at(-1) ?? 1) >= LEAST_CHANNELS
  );
}

function attributesOf({ attributes }: Node, activation: number): Record<string, Attribute> {
  return {
    T: attributes.T as Attribute,
    epsilon: attributes.epsilon as Attribute,
    activation: { type: 'int', value: activation },
  };
}
