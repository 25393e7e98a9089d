import type { Node, ValueId } from '../../program/program.ts';
import { type Group, type Grouping, inputsOf } from './groups.ts';
import { layoutOf, type Member, type Reference } from './members.ts';

/** More than this many instructions would cost as much as they save. */
const MOST_CLONES = 24;

/**
 * What a kernel of the gradients takes from one of the forward pass is computed again from what that one read, where
 * this is no more to read: the values in between need not be kept.
 */
export function recompute(grouping: Grouping): void {
  const makers = new Map<ValueId, { group: Group; member: Member }>();
  const users = new Map<ValueId, Set<Group>>();
  for (const group of grouping.all) {
    for (const member of group.members) for (const { id } of member.node.outputs) makers.set(id, { group, member });
    for (const { id } of inputsOf(group)) users.set(id, (users.get(id) ?? new Set()).add(group));
  }

  for (const group of grouping.all) {
    const inputs = inputsOf(group).filter(({ layout }) => layout === 'full');
    const known = new Set(inputs.map(({ id }) => id));
    const sources = new Set(inputs.flatMap(({ id }) => makers.get(id)?.group ?? []));
    for (const source of sources) {
      const wanted = inputs.filter(({ id }) => makers.get(id)?.group === source);
      const isKept = (id: ValueId): boolean => [...(users.get(id) ?? [])].some((user) => user !== group);
      // Values that others need anyway are as good to read.
      if (wanted.every(({ id }) => isKept(id))) continue;
      const found = closureOf(wanted, source, isKept);
      // A kernel has its sizes from a large value that it reads.
      if (found.leaves.size === 0 || found.nodes.size > MOST_CLONES) continue;
      const added = [...found.leaves].filter((id) => !known.has(id)).length;
      if (added > wanted.length) continue;
      group.clones.push(...[...found.nodes].map((node) => makerOf(node)));
    }
    grouping.sort(group.clones);
  }

  function makerOf(node: Node): Member {
    return (makers.get(node.outputs[0]?.id as ValueId) as { member: Member }).member;
  }

  /** What of a group computes some of its values, and the large values that this begins with. */
  function closureOf(
    wanted: readonly Reference[],
    source: Group,
    isKept: (id: ValueId) => boolean,
  ): { nodes: Set<Node>; leaves: Set<ValueId> } {
    const nodes = new Set<Node>();
    const leaves = new Set<ValueId>();
    const open = [...wanted];
    const first = new Set(wanted);
    for (let input = open.pop(); input; input = open.pop()) {
      if (!('id' in input)) continue;
      const maker = makers.get(input.id);
      const isWithin = maker?.group === source && layoutOf(maker.member) === 'full' && input.layout === 'full';
      if (isWithin && (first.has(input) || !isKept(input.id))) {
        if (nodes.has(maker.member.node)) continue;
        nodes.add(maker.member.node);
        open.push(...maker.member.inputs);
      } else if (input.layout === 'full') leaves.add(input.id);
    }
    return { nodes, leaves };
  }
}
