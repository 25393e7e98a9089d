import { describeNode, formatType, type Node, type Program, type Value } from '@sightline/engine';
import { DeployerError } from '../errors.ts';

/**
 * The error that says that a node of a program cannot be expressed, naming it, its layer and the weight nearest to it.
 */
export function unsupportedOperation(program: Program, node: Node, why: string): DeployerError {
  const weight = nearestWeight(program, node);
  const place = `${formatType(node.outputs[0] as Value)}${weight ? `, near the weight ${weight}` : ''}`;
  return new DeployerError(
    'deployer/unsupported-operation',
    `${describeNode(node)}, ${place}, cannot be exported to ONNX. ${why}`,
  );
}

/**
 * The weight that a node or the nodes before it use, nearest first: tells a person where it is when no layer made it.
 */
function nearestWeight(program: Program, node: Node): string | undefined {
  const variables = new Map(program.variables.map(({ id, name }) => [id, name]));
  const makers = new Map(program.nodes.flatMap((each) => each.outputs.map(({ id }) => [id, each] as const)));
  // Iterating a set continues with what is added to it, and visits each value once.
  const queue = new Set(node.inputs);
  for (const id of queue) {
    const weight = variables.get(id);
    if (weight !== undefined) return weight;
    for (const input of makers.get(id)?.inputs ?? []) queue.add(input);
  }
  return undefined;
}
