import type { Attribute, Node, Program } from '../program/program.ts';
import { type Rewriting, rewrite } from './rewrite.ts';

/** Of BiasAdd and its gradient. */
export const BIAS_ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  T: { type: 'dtype', value: 'float32' },
  data_format: { type: 'string', value: 'NHWC' },
};

/**
 * Adding a vector along the last axis becomes BiasAdd, which TensorFlow fuses into the convolution before it; summing
 * over all other axes becomes BiasAddGrad.
 */
export function useBiasOperations(program: Program): Program {
  return rewrite(program, (node, rewriting) => {
    const [tensor, vector] = biasInputs(node, rewriting) ?? [];
    if (tensor !== undefined && vector !== undefined) {
      rewriting.add({ ...node, op: 'BiasAdd', inputs: [tensor, vector], attributes: BIAS_ATTRIBUTES });
      return true;
    }
    if (!sumsAllButLast(node, rewriting)) return false;
    rewriting.add({ ...node, op: 'BiasAddGrad', inputs: node.inputs.slice(0, 1), attributes: BIAS_ATTRIBUTES });
    return true;
  });
}

function biasInputs({ op, inputs }: Node, rewriting: Rewriting): [number, number] | undefined {
  if (op !== 'Add' && op !== 'AddV2') return undefined;
  const [a, b] = inputs as [number, number];
  if (isBiasOf(b, a, rewriting)) return [a, b];
  return isBiasOf(a, b, rewriting) ? [b, a] : undefined;
}

function isBiasOf(vector: number, tensor: number, rewriting: Rewriting): boolean {
  const [{ shape, dtype }, target] = [rewriting.value(vector), rewriting.value(tensor)];
  return (
    dtype === 'float32' &&
    shape.length === 1 &&
    target.shape.length >= 2 &&
    shape[0] !== null &&
    shape[0] === target.shape.at(-1)
  );
}

function sumsAllButLast({ op, inputs, attributes }: Node, rewriting: Rewriting): boolean {
  const { shape, dtype } = rewriting.value(inputs[0]);
  const axes = rewriting.constant(inputs[1]);
  if (op !== 'Sum' || dtype !== 'float32' || !axes || shape.length < 2 || attributes.keep_dims?.value) return false;
  const summed = new Set([...axes].map((axis) => (axis < 0 ? axis + shape.length : axis)));
  return summed.size === shape.length - 1 && !summed.has(shape.length - 1);
}
