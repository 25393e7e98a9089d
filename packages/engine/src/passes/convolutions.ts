import type { Attribute, Node, Program, Shape, Value, ValueId } from '../program/program.ts';
import { type Rewriting, rewrite } from './rewrite.ts';
import { Uses } from './uses.ts';

/** As in `packages/native/kernels/winograd.h`. */
const CHANNEL_STEP = 16;
/**
 * Above this many elements the transformed kernel no longer stays in a core's cache,
 * and a direct convolution is as fast.
 */
const LARGEST_KERNEL = 9 * 128 * 128;

/**
 * Convolutions of 3×3 kernels with stride 1, and their gradients, become custom operations, which need a quarter of the
 * multiplications (Winograd's minimal filtering: Lavin and Gray, 2016). Bias and ReLU go into the convolution, the
 * bias' gradient into that of the kernel.
 */
export function useOwnConvolutions(program: Program): Program {
  return new OwnConvolutions(program).rewritten();
}

class OwnConvolutions {
  readonly #program: Program;
  readonly #uses: Uses;
  /** What no node makes: there from the beginning. */
  readonly #given: ReadonlySet<ValueId>;
  /** Nodes that another one has taken in. */
  readonly #absorbed = new Set<Node['id']>();

  constructor(program: Program) {
    this.#program = program;
    this.#uses = new Uses(program);
    this.#given = new Set([...program.variables, ...program.inputs].map(({ id }) => id));
  }

  rewritten(): Program {
    return rewrite(this.#program, (node, rewriting) => this.#absorbed.has(node.id) || this.#visit(node, rewriting));
  }

  #visit(node: Node, rewriting: Rewriting): boolean {
    const shapeOf = (id: ValueId | undefined): Shape => rewriting.value(id).shape;
    switch (node.op) {
      case 'Conv2D': {
        const padding = paddingOf(node, shapeOf(node.inputs[1]));
        if (!padding) return false;
        this.#addForward(node, padding, rewriting);
        return true;
      }
      case 'Conv2DBackpropInput': {
        const [, kernel, gradient] = node.inputs as [ValueId, ValueId, ValueId];
        const padding = paddingOf(node, shapeOf(kernel));
        if (!padding) return false;
        const inputs = [gradient, kernel];
        rewriting.add({ ...node, op: 'SightlineConv2DBackpropInput', inputs, attributes: { padding } });
        return true;
      }
      case 'Conv2DBackpropFilter':
      case 'BiasAddGrad':
        return this.#addFilterGradient(node, rewriting);
      default:
        return false;
    }
  }

  #addForward(node: Node, padding: Attribute, rewriting: Rewriting): void {
    const [input, kernel] = node.inputs as [ValueId, ValueId];
    let output = node.outputs[0] as Value;
    const biasAdd = this.#uses.only(output.id, 'BiasAdd');
    const bias = biasAdd?.inputs[1] as ValueId;
    const isKnown = this.#given.has(bias) || rewriting.producer(bias) !== undefined;
    const withBias = isKnown ? biasAdd : undefined;
    if (withBias) output = withBias.outputs[0] as Value;
    const withRelu = this.#uses.only(output.id, 'Relu');
    if (withRelu) output = withRelu.outputs[0] as Value;
    for (const absorbed of [withBias, withRelu]) if (absorbed) this.#absorbed.add(absorbed.id);
    const term = withBias ? bias : rewriting.addConstant(new Float32Array(0), [0], 'float32').id;
    const attributes = {
      padding,
      use_bias: flag(withBias !== undefined),
      relu: flag(withRelu !== undefined),
    };
    rewriting.add({ ...node, op: 'SightlineConv2D', attributes, inputs: [input, kernel, term], outputs: [output] });
  }

  /**
   * One operation for the gradients of a kernel and, where it has one, of its bias, replacing whichever comes first.
   * Several kernels may share a gradient.
   */
  #addFilterGradient(first: Node, rewriting: Rewriting): boolean {
    const gradient = first.inputs.at(first.op === 'BiasAddGrad' ? 0 : 2) as ValueId;
    const free = (op: string): Node[] =>
      first.op === op
        ? [first]
        : this.#uses.of(gradient).filter((user) => user.op === op && !this.#absorbed.has(user.id));
    const ofKernel = free('Conv2DBackpropFilter').find(
      ({ inputs, outputs, attributes }) => inputs[2] === gradient && paddingOf({ attributes }, outputs[0]?.shape ?? []),
    );
    const [ofBias] = free('BiasAddGrad');
    // Whether it goes in or stays: nothing later may take it in.
    this.#absorbed.add(first.id);
    if (!ofKernel) return false;
    for (const each of [ofKernel, ofBias]) if (each) this.#absorbed.add(each.id);
    const [kernel, bias] = [ofKernel.outputs[0] as Value, ofBias?.outputs[0]];
    rewriting.add({
      ...ofKernel,
      op: 'SightlineConv2DBackpropFilter',
      attributes: { padding: paddingOf(ofKernel, kernel.shape) as Attribute, use_bias: flag(bias !== undefined) },
      inputs: [ofKernel.inputs[0] as ValueId, gradient],
      outputs: [kernel, bias ?? { dtype: 'float32', shape: [0] }],
    });
    return true;
  }
}

function flag(value: boolean): Attribute {
  return { type: 'bool', value };
}

/** Zeros above, below, left and right of the images, for a convolution that our operations can do; else `undefined`. */
function paddingOf({ attributes }: Pick<Node, 'attributes'>, kernel: Shape): Attribute | undefined {
  const [height, width, channels, filters] = kernel as [number, number, number, number];
  const isOurs =
    height === 3 &&
    width === 3 &&
    channels % CHANNEL_STEP === 0 &&
    filters % CHANNEL_STEP === 0 &&
    height * width * channels * filters <= LARGEST_KERNEL &&
    attributes.T?.value === 'float32' &&
    attributes.data_format?.value === 'NHWC' &&
    isOnes(attributes.strides) &&
    isOnes(attributes.dilations);
  if (!isOurs) return undefined;
  if (attributes.padding?.value === 'VALID') return { type: 'ints', value: [0, 0, 0, 0] };
  if (attributes.padding?.value === 'SAME') return { type: 'ints', value: [1, 1, 1, 1] };
  const explicit = attributes.explicit_paddings?.value as readonly number[] | undefined;
  const padding = explicit?.slice(2, 6);
  return padding?.length === 4 && padding.every((size) => size <= 2) ? { type: 'ints', value: padding } : undefined;
}

function isOnes(attribute: Attribute | undefined): boolean {
  return attribute === undefined || (attribute.type === 'ints' && attribute.value.every((size) => size === 1));
}
