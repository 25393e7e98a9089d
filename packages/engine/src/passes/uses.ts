import type { Node, Program, ValueId } from '../program/program.ts';

/** Who uses the values of a program. */
export class Uses {
  readonly #users = new Map<ValueId, Node[]>();
  readonly #outputs: ReadonlySet<ValueId>;

  constructor({ nodes, outputs }: Program) {
    this.#outputs = new Set(outputs.map(({ id }) => id));
    for (const node of nodes) {
      for (const id of new Set(node.inputs)) {
        const users = this.#users.get(id);
        if (users) users.push(node);
        else this.#users.set(id, [node]);
      }
    }
  }

  /** All nodes that use a value, in the program's order. */
  of(id: ValueId | undefined): readonly Node[] {
    return this.#users.get(id as ValueId) ?? [];
  }

  /** Whether the program itself returns a value. */
  isOutput(id: ValueId | undefined): boolean {
    return this.#outputs.has(id as ValueId);
  }

  /** The one node that uses a value, when it has this operation and nothing else needs the value. */
  only(id: ValueId | undefined, op: string): Node | undefined {
    const [user, ...others] = this.of(id);
    return user?.op === op && others.length === 0 && !this.isOutput(id) ? user : undefined;
  }
}
