import type { Node, Program, Value, ValueId } from '../program/program.ts';
import { rewrite } from './rewrite.ts';
import { Uses } from './uses.ts';

const ACTIVATION_GRADIENTS = ['ReluGrad', 'Relu6Grad'];

/**
 * The gradient of a ReLU that is pooled next masks the pooled gradient, a quarter of the numbers for a 2×2 window: the
 * largest value of a window lets its gradient through exactly where the pooled value does, and no other element of the
 * window has one.
 */
export function useGradientsOfPooledActivations(program: Program): Program {
  const uses = new Uses(program);
  const absorbed = new Set<Node['id']>();
  return rewrite(program, (node, rewriting) => {
    if (absorbed.has(node.id)) return true;
    if (node.op !== 'MaxPoolGrad') return false;
    const [result] = node.outputs as [Value];
    const mask = ACTIVATION_GRADIENTS.map((op) => uses.only(result.id, op)).find((user) => user !== undefined);
    const [activated, pooled, gradient] = node.inputs as [ValueId, ValueId, ValueId];
    if (!mask || rewriting.resolve(mask.inputs[1] as ValueId) !== activated) return false;
    const { dtype, shape } = rewriting.value(gradient);
    const [masked] = rewriting.add({ ...mask, inputs: [gradient, pooled], outputs: [{ dtype, shape }] }) as [Value];
    rewriting.add({ ...node, inputs: [activated, pooled, masked.id], outputs: mask.outputs });
    absorbed.add(mask.id);
    return true;
  });
}
