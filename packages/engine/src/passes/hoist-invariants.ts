import { Program, type Node, type ValueId } from '../program/program.ts';
import { scanOf } from '../program/scan.ts';
import { dropDeadCode } from './dead-code.ts';
import { type Rewriting, rewrite } from './rewrite.ts';

/**
 * What a loop computes alike in each step, from weights and constants, is computed once before it.
 *
 * @param chosen which loops; by default all
 */
export function hoistInvariants(program: Program, chosen: (node: Node) => boolean = () => true): Program {
  return rewrite(program, (node, rewriting) => {
    const scan = scanOf(node);
    if (!scan || !chosen(node)) return false;
    const { body } = scan;
    const first = scan.states + scan.sequences;
    /** Outside, by the value within the body. */
    const outside = new Map<ValueId, ValueId>(
      body.inputs.slice(first).map(({ id }, index) => [id, node.inputs[first + index] as ValueId]),
    );
    const constants = new Map(body.constants.map((constant) => [constant.id, constant]));
    const isInvariant = (id: ValueId): boolean => outside.has(id) || constants.has(id);
    const kept: Node[] = [];
    const inputs = [...body.inputs];
    for (const each of body.nodes) {
      // A constant alone stays: formats fold what follows from it.
      if (!each.inputs.every(isInvariant) || !each.inputs.some((id) => outside.has(id))) {
        kept.push(each);
        continue;
      }
      const made = rewriting.add({
        ...each,
        inputs: each.inputs.map((id) => outside.get(id) ?? addConstant(constants.get(id), rewriting)),
        outputs: each.outputs.map(({ dtype, shape }) => ({ dtype, shape })),
      });
      each.outputs.forEach((value, index) => {
        outside.set(value.id, made[index]?.id as ValueId);
        inputs.push({ ...value, name: `input${inputs.length}` });
      });
    }
    const needed = new Set([...kept.flatMap((each) => each.inputs), ...body.outputs.map(({ id }) => id)]);
    const used = inputs.filter(({ id }, index) => index < first || needed.has(id));
    rewriting.keep({
      ...node,
      inputs: [...node.inputs.slice(0, first), ...used.slice(first).map(({ id }) => outside.get(id) as ValueId)],
      attributes: {
        ...node.attributes,
        body: { type: 'program', value: dropDeadCode(new Program({ ...body, inputs: used, nodes: kept })) },
      },
    });
    return true;
  });
}

function addConstant(constant: Program['constants'][number] | undefined, rewriting: Rewriting): ValueId {
  const { data, shape, dtype } = constant as Program['constants'][number];
  return rewriting.addConstant(data, shape, dtype).id;
}
