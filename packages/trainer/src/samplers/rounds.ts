import type { RandomStream } from '@sightline/contracts';

/**
 * Draws from a list in shuffled rounds: none comes again before all others had their turn, and of up to as many as
 * there are, drawn at once, none comes twice.
 */
export class Rounds<Item> {
  readonly #items: readonly Item[];
  readonly #random: RandomStream;
  /** Of the round that is being drawn from. */
  #left: Item[] = [];

  constructor(items: readonly Item[], random: RandomStream) {
    this.#items = items;
    this.#random = random;
  }

  draw(count: number): Item[] {
    const drawn = this.#left.splice(0, count);
    while (drawn.length < count) {
      const round = this.#random.shuffle([...this.#items]);
      // What was drawn just now waits until the end of its next round.
      const isWaiting = new Set(drawn);
      this.#left = [...round.filter((item) => !isWaiting.has(item)), ...round.filter((item) => isWaiting.has(item))];
      drawn.push(...this.#left.splice(0, count - drawn.length));
    }
    return drawn;
  }
}
