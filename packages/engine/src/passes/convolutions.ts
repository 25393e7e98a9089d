import type { Attribute, Node, Program, Shape, Value, ValueId } from '../program/program.ts';
import { type ConvolutionKernels, convolutionKernels } from './convolution-kernels.ts';
import { type Rewriting, rewrite } from './rewrite.ts';
import { Uses } from './uses.ts';

/**
 * Convolutions that custom kernels compute faster, and their gradients, become custom operations. Bias and ReLU go into
 * the convolution, the bias' gradient into that of the kernel.
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
        const kernels = convolutionKernels(node.attributes, shapeOf(node.inputs[0]), shapeOf(node.inputs[1]));
        if (!kernels) return false;
        this.#addForward(node, kernels, rewriting);
        return true;
      }
      case 'Conv2DBackpropInput': {
        const [, kernel, gradient] = node.inputs as [ValueId, ValueId, ValueId];
        const kernels = convolutionKernels(node.attributes, node.outputs[0]?.shape ?? [], shapeOf(kernel));
        if (!kernels?.inputGradient) return false;
        const inputs = [gradient, kernel];
        rewriting.add({ ...node, op: `${kernels.name}BackpropInput`, inputs, attributes: kernels.inputGradient });
        return true;
      }
      case 'Conv2DBackpropFilter':
      case 'BiasAddGrad':
        return this.#addFilterGradient(node, rewriting);
      default:
        return false;
    }
  }

  #addForward(node: Node, kernels: ConvolutionKernels, rewriting: Rewriting): void {
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
      ...kernels.forward,
      use_bias: flag(withBias !== undefined),
      relu: flag(withRelu !== undefined),
    };
    rewriting.add({ ...node, op: kernels.name, attributes, inputs: [input, kernel, term], outputs: [output] });
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
    const kernelsOf = ({ inputs, outputs, attributes }: Node): ConvolutionKernels | undefined =>
      convolutionKernels(attributes, rewriting.value(inputs[0]).shape, outputs[0]?.shape ?? []);
    const ofKernel = free('Conv2DBackpropFilter').find((node) => node.inputs[2] === gradient && kernelsOf(node));
    const [ofBias] = free('BiasAddGrad');
    // Whether it goes in or stays: nothing later may take it in.
    this.#absorbed.add(first.id);
    const kernels = ofKernel && kernelsOf(ofKernel);
    if (!kernels) return false;
    for (const each of [ofKernel, ofBias]) if (each) this.#absorbed.add(each.id);
    const [kernel, bias] = [ofKernel.outputs[0] as Value, ofBias?.outputs[0]];
    rewriting.add({
      ...ofKernel,
      op: `${kernels.name}BackpropFilter`,
      attributes: { ...kernels.filterGradient, use_bias: flag(bias !== undefined) },
      inputs: [ofKernel.inputs[0] as ValueId, gradient],
      outputs: [kernel, bias ?? { dtype: 'float32', shape: [0] }],
    });
    return true;
  }
}

function flag(value: boolean): Attribute {
  return { type: 'bool', value };
}
