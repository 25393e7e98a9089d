import { type Node, Program, type ProgramParts } from '@sightline/engine';
import { flagOf } from '../../attributes.ts';
import type { Converter, GraphBuilder } from '../../graph-builder.ts';
import { recurrentOperator } from './recurrent-operators.ts';

/** Loops over time. */
export const loopConverters: Readonly<Record<string, Converter>> = {
  Scan: (node, graph) => recurrentOperator(node, graph) ?? scan(node, graph),
};

function scan(node: Node, graph: GraphBuilder): string[] {
  const [states, sequences] = [Number(node.attributes.states?.value), Number(node.attributes.sequences?.value)];
  const results = node.outputs.length - states;
  const { int: backwards } = flagOf(node, 'reverse');
  const body = node.attributes.body?.value as ProgramParts;
  return graph.addAll(
    'Scan',
    node.inputs.slice(0, states + sequences).map((id) => graph.tensor(id)),
    {
      body: { graph: graph.body(new Program(body), node.inputs.slice(states + sequences)) },
      num_scan_inputs: { int: sequences },
      scan_input_directions: { ints: Array.from({ length: sequences }, () => backwards) },
      scan_output_directions: { ints: Array.from({ length: results }, () => backwards) },
    },
    node.outputs.length,
  );
}
