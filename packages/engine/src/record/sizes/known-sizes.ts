import type { Shape, ValueId } from '../../program/program.ts';
import { type Axis, isConstant, type Runs, sameRuns, type Size, sizeOfAxes, sizeOfAxis } from './size.ts';

/** The shapes of a program's tensors in several runs: what sizes can be computed from. */
export class KnownSizes {
  /** Those that differ between runs, each once, in the order in which the program has them. */
  readonly #axes: Axis[] = [];
  readonly #shapes = new Map<ValueId, readonly Runs[]>();
  readonly #wholes = new Map<string, ValueId>();

  /** @param shapes of the tensor, by run */
  note(value: ValueId, shapes: readonly Shape[]): void {
    const sizes = (shapes[0] as Shape).map((_, axis) => shapes.map((shape) => shape[axis] as number));
    this.#shapes.set(value, sizes);
    const whole = JSON.stringify(sizes);
    if (!this.#wholes.has(whole)) this.#wholes.set(whole, value);
    for (const [axis, runs] of sizes.entries()) {
      if (isConstant(runs) || this.#axes.some((known) => sameRuns(known.runs, runs))) continue;
      this.#axes.push({ value, axis, runs });
    }
  }

  /** The sizes of a tensor, by axis. */
  of(value: ValueId): readonly Runs[] | undefined {
    return this.#shapes.get(value);
  }

  /** A tensor that has these sizes in all runs. */
  whole(sizes: readonly Runs[]): ValueId | undefined {
    return this.#wholes.get(JSON.stringify(sizes));
  }

  /**
   * How a number follows from the sizes known so far; `near` are the tensors of the operation that
   * needs it, which are asked first.
   */
  find(runs: Runs, near: readonly ValueId[]): Size | undefined {
    if (!isConstant(runs)) {
      const own = near.flatMap((value) => this.#axesOf(value));
      const same = own.find((axis) => sameRuns(axis.runs, runs));
      if (same) return { kind: 'affine', of: same, factor: 1, offset: 0 };
      for (const axis of own) {
        const found = sizeOfAxis(runs, axis);
        if (found) return found;
      }
    }
    return sizeOfAxes(runs, this.#axes);
  }

  /** How many rows the tensors have: the products of all sizes but the last. */
  counts(near: readonly ValueId[]): Runs[] {
    const shapes = [...near, ...this.#shapes.keys()].map((value) => this.#shapes.get(value) ?? []);
    return shapes.flatMap((sizes) => {
      const [first, ...others] = sizes.slice(0, -1);
      return first
        ? [first.map((size, run) => others.reduce((count, runs) => count * (runs[run] as number), size))]
        : [];
    });
  }

  #axesOf(value: ValueId): Axis[] {
    const sizes = this.#shapes.get(value) ?? [];
    return sizes.flatMap((runs, axis) => (isConstant(runs) ? [] : [{ value, axis, runs }]));
  }
}
