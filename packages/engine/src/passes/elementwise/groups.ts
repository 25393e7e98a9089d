import type { Node, Program, ValueId } from '../../program/program.ts';
import { layoutOf, type Member, type MemberReader, type Reference } from './members.ts';
import type { Layout } from './layouts.ts';

/** Nodes that become one kernel, in the program's order. */
export interface Group {
  members: Member[];
  /** What others make and this kernel computes again, because that is cheaper than to keep and read it. */
  clones: Member[];
}

/** Below this many numbers a kernel gains nothing. */
const SMALLEST = 1 << 15;
const MOST_MEMBERS = 48;

/** Finds the groups of a program. */
export class Grouping {
  readonly #reader: MemberReader;
  readonly #places: ReadonlyMap<Node, number>;
  readonly #groups = new Map<Node, Group>();

  constructor(program: Program, reader: MemberReader) {
    this.#reader = reader;
    this.#places = new Map(program.nodes.map((node, place) => [node, place]));
    for (const node of program.nodes) this.#place(node);
  }

  /** The group of a node that is in one. */
  of(node: Node): Group | undefined {
    return this.#groups.get(node);
  }

  get all(): Set<Group> {
    return new Set(this.#groups.values());
  }

  /** Into the program's order. */
  sort(members: Member[]): void {
    members.sort((a, b) => (this.#places.get(a.node) as number) - (this.#places.get(b.node) as number));
  }

  /** Takes a group apart again. */
  dissolve(group: Group): void {
    for (const { node } of group.members) this.#groups.delete(node);
  }

  #place(node: Node): void {
    const member = this.#reader.read(node);
    const isLarge = member !== undefined && member.space.rows * member.space.columns >= SMALLEST;
    if (isLarge && this.#join(member)) return;
    for (const group of this.#groupsBefore(node.inputs)) {
      const ofRows = this.#reader.readOfRows(node, (group.members[0] as Member).space);
      if (ofRows && this.#join(ofRows)) return;
    }
    if (isLarge && member.role !== 'columnSum') this.#groups.set(node, { members: [member], clones: [] });
  }

  /** The groups that make some of these values, directly or behind a reshape. */
  #groupsBefore(ids: readonly ValueId[]): Set<Group> {
    const groups = new Set<Group>();
    for (const id of ids) {
      let producer = this.#reader.producer(id);
      while (producer?.op === 'Reshape') producer = this.#reader.producer(producer.inputs[0] as ValueId);
      const group = producer && this.#groups.get(producer);
      if (group) groups.add(group);
    }
    return groups;
  }

  #join(member: Member): boolean {
    const { rows, columns } = member.space;
    const ids = member.inputs.flatMap((input) => ('id' in input ? [input.id] : []));
    const groups = [...this.#groupsBefore(ids)].filter(({ members: [first] }) => {
      return first?.space.rows === rows && first.space.columns === columns;
    });
    const choices = groups.length > 1 ? [groups, ...groups.map((group) => [group])] : [groups];
    for (const choice of choices) {
      const members = [...choice.flatMap((group) => group.members), member];
      if (choice.length === 0 || members.length > MOST_MEMBERS || !this.#canBeOne(members)) continue;
      if (choice.length > 1) this.sort(members);
      const group = { members, clones: [] };
      for (const { node } of members) this.#groups.set(node, group);
      return true;
    }
    return false;
  }

  /**
   * Whether nothing between some of these members and others would have to run in their midst, and each uses what
   * others make as the kernel has it.
   */
  #canBeOne(members: readonly Member[]): boolean {
    const made = new Map<ValueId, Layout>(
      members.flatMap((member) => member.node.outputs.map(({ id }) => [id, layoutOf(member)] as const)),
    );
    const nodes = new Set(members.map(({ node }) => node));
    const outside: ValueId[] = [];
    for (const { inputs } of members)
      for (const input of inputs) {
        if (!('id' in input)) continue;
        const layout = made.get(input.id);
        if (layout === undefined) outside.push(input.id);
        else if (layout !== input.layout || layout === 'columns') return false;
      }
    return !this.#dependsOn(outside, nodes);
  }

  #dependsOn(values: readonly ValueId[], nodes: ReadonlySet<Node>): boolean {
    const seen = new Set<Node>();
    const open = [...values];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const producer = this.#reader.producer(id);
      if (!producer || seen.has(producer)) continue;
      if (nodes.has(producer)) return true;
      const group = this.#groups.get(producer);
      if (!group) {
        seen.add(producer);
        open.push(...producer.inputs);
        continue;
      }
      for (const { node, inputs } of group.members) {
        seen.add(node);
        for (const input of inputs) if ('id' in input) open.push(input.id);
      }
    }
    return false;
  }
}

/** The values that a kernel of these members takes from elsewhere. */
export function inputsOf({ members, clones }: Group): Extract<Reference, { id: ValueId }>[] {
  const made = new Set([...members, ...clones].flatMap(({ node }) => node.outputs.map(({ id }) => id)));
  const inputs = new Map<string, Extract<Reference, { id: ValueId }>>();
  for (const member of [...members, ...clones])
    for (const input of member.inputs)
      if ('id' in input && !made.has(input.id)) inputs.set(`${input.id} ${input.layout}`, input);
  return [...inputs.values()];
}
