import { groupBy } from './group-by.ts';
/**
 * Sets of the numbers 0 to `size - 1` that are joined two by two: union-find with path halving (Tarjan and van Leeuwen
 * 1984). The least member leads.
 */
export class DisjointSets {
  readonly #parents: Uint32Array;

  constructor(size: number) {
    this.#parents = Uint32Array.from({ length: size }, (_, index) => index);
  }

  /** The least member of the set that holds `member`. */
  leaderOf(member: number): number {
    let at = member;
    for (let parent = this.#parents[at] as number; parent !== at; parent = this.#parents[at] as number) {
      this.#parents[at] = this.#parents[parent] as number;
      at = this.#parents[at] as number;
    }
    return at;
  }

  join(one: number, other: number): void {
    const [left, right] = [this.leaderOf(one), this.leaderOf(other)];
    this.#parents[Math.max(left, right)] = Math.min(left, right);
  }

  /** The members of each set of two or more, ascending, in the order of their leaders. */
  groups(): number[][] {
    const joined = [...this.#parents.keys()].filter((member) => this.leaderOf(member) !== member);
    const groups = groupBy(joined, (member) => this.leaderOf(member));
    return [...groups].sort(([left], [right]) => left - right).map(([leader, members]) => [leader, ...members]);
  }
}
