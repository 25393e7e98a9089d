import { tf } from '../tensorflow.ts';
import type { TapeNode, Taping } from '../backend/tape.ts';

/**
 * Keeps the tape in the order of dependence. tfjs copies the outputs that a gradient needs, and notes the copies
 * before the operation that they come from: going backwards it meets the operation first, and what the copies
 * would add to the gradient is lost. A gradient of a gradient through `tanh`, `sigmoid`, `exp`, `softmax` and
 * others is silently wrong then.
 */
export function orderTape(): void {
  const engine = tf.engine() as unknown as Taping;
  const add = engine.addTapeNode;
  engine.addTapeNode = function addInOrder(...parts) {
    add.apply(this, parts);
    const tape = this.state.activeTape;
    const node = tape.at(-1) as TapeNode;
    const made = new Set(node.outputs.map(({ id }) => id));
    let place = tape.length - 1;
    while (
      place > 0 &&
      Object.values((tape[place - 1] as TapeNode).inputs).some((input) => input && made.has(input.id))
    )
      place--;
    if (place < tape.length - 1) tape.splice(place, 0, tape.pop() as TapeNode);
  };
}
