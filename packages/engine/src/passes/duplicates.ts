import type { Constant, Node, Program, ValueId } from '../program/program.ts';
import { handleCount } from '../program/stateful.ts';
import { rewrite } from './rewrite.ts';

/** Constants with more numbers than this are told apart by their identity. */
const SMALL = 16;

/**
 * What is computed twice from the same values is computed once: the powers of the decay rates in each weight's update,
 * for one. Transpositions that leave the axes where they are go as well.
 */
export function dropDuplicates(program: Program): Program {
  const constants = new Map(program.constants.map((constant) => [constant.id, constant]));
  const names = new Map(program.constants.map((constant) => [constant.id, nameOf(constant)]));
  const first = new Map<string, Node>();
  return rewrite(program, (node, rewriting) => {
    const [input, axes] = node.inputs as [ValueId, ValueId];
    if (node.op === 'Transpose' && isIdentity(constants.get(axes))) {
      rewriting.alias(node.outputs[0]?.id as ValueId, input);
      return true;
    }
    if (handleCount(node.op) > 0 || node.attributes.body || node.outputs.length === 0) return false;
    const inputs = node.inputs.map((id) => names.get(id) ?? id);
    const key = JSON.stringify([node.op, inputs, node.attributes, node.outputs.map(({ shape }) => shape)]);
    const same = first.get(key);
    if (!same) {
      first.set(key, node);
      return false;
    }
    node.outputs.forEach(({ id }, index) => rewriting.alias(id, same.outputs[index]?.id as ValueId));
    return true;
  });
}

function nameOf({ id, dtype, shape, data }: Constant): string {
  return data.length > SMALL ? String(id) : `${dtype} [${shape.join()}] ${[...data].map(exactly).join()}`;
}

function exactly(value: unknown): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function isIdentity(axes: Constant | undefined): boolean {
  return axes !== undefined && [...axes.data].every((axis, place) => axis === place);
}
