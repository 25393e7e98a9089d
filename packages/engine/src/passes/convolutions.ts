import { flag } from '../program/attributes.ts';
import type { Node, Program, Shape, Value, ValueId } from '../program/program.ts';
import { type ConvolutionKernels, convolutionKernels } from './convolution-kernels.ts';
import { addNothing, Epilogues } from './epilogues.ts';
import { type Rewriting, rewrite } from './rewrite.ts';

/**
 * Convolutions that custom kernels compute faster, and their gradients, become custom operations. Bias and ReLU go into
 * the convolution, the bias' gradient into that of the kernel.
 */
export function useOwnConvolutions(program: Program): Program {
  return new OwnConvolutions(program).rewritten();
}

class OwnConvolutions {
  readonly #program: Program;
  readonly #epilogues: Epilogues;

  constructor(program: Program) {
    this.#program = program;
    this.#epilogues = new Epilogues(program);
  }

  rewritten(): Program {
    return rewrite(this.#program, (node, rewriting) => this.#epilogues.has(node) || this.#visit(node, rewriting));
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
    const { bias, activation, output } = this.#epilogues.take(node.outputs[0] as Value, ['relu'], rewriting);
    const attributes = {
      ...kernels.forward,
      use_bias: flag(bias !== undefined),
      relu: flag(activation !== undefined),
    };
    const inputs = [input, kernel, bias ?? addNothing(rewriting)];
    rewriting.add({ ...node, op: kernels.name, attributes, inputs, outputs: [output] });
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
        : this.#epilogues.uses.of(gradient).filter((user) => user.op === op && !this.#epilogues.has(user));
    const kernelsOf = ({ inputs, outputs, attributes }: Node): ConvolutionKernels | undefined =>
      convolutionKernels(attributes, rewriting.value(inputs[0]).shape, outputs[0]?.shape ?? []);
    const ofKernel = free('Conv2DBackpropFilter').find((node) => node.inputs[2] === gradient && kernelsOf(node));
    const [ofBias] = free('BiasAddGrad');
    // Whether it goes in or stays: nothing later may take it in.
    this.#epilogues.absorb(first);
    const kernels = ofKernel && kernelsOf(ofKernel);
    if (!kernels) return false;
    this.#epilogues.absorb(ofKernel, ...(ofBias ? [ofBias] : []));
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
