import type { Program } from '../program/program.ts';
import { changesVariables } from '../program/stateful.ts';

/**
 * Drops nodes and constants that neither an output nor a change of a variable needs, and variables that nothing uses.
 */
export function dropDeadCode(program: Program): Program {
  const needed = new Set(program.outputs.map(({ id }) => id));
  const nodes = program.nodes.toReversed().filter(({ op, inputs, outputs }) => {
    if (!changesVariables(op) && !outputs.some(({ id }) => needed.has(id))) return false;
    for (const id of inputs) needed.add(id);
    return true;
  });
  return program.with({
    nodes: nodes.toReversed(),
    constants: program.constants.filter(({ id }) => needed.has(id)),
    variables: program.variables.filter(({ id }) => needed.has(id)),
  });
}
