import {
  type Constant,
  type DataType,
  type Node,
  type Output,
  Program,
  type Value,
  type ValueId,
} from '../../program/program.ts';

/** A value of a program around this one that this one uses: it becomes an input. */
interface Captured {
  readonly input: Value;
  readonly source: ValueId;
}

/** What is noted of one program while it is traced: of the function's own, or of the body of a loop within it. */
export class Frame {
  readonly constants: Constant[] = [];
  readonly nodes: Node[] = [];
  readonly captured: Captured[] = [];
  readonly #values = new Map<number, Value>();
  readonly #nextId: () => ValueId;
  readonly #outer: Frame | undefined;

  /** @param outer the program that the body of a loop stands in */
  constructor(nextId: () => ValueId, outer?: Frame) {
    this.#nextId = nextId;
    this.#outer = outer;
  }

  /** Names the native tensor `id`. */
  add(id: number, dtype: DataType, shape: readonly number[]): Value {
    const value = { id: this.#nextId(), dtype, shape: [...shape] };
    this.#values.set(id, value);
    return value;
  }

  /** The value of the native tensor `id`: of this program, or captured from one around it. */
  find(id: number): Value | undefined {
    const known = this.#values.get(id);
    const source = known ? undefined : this.#outer?.find(id);
    if (!source) return known;
    const input = this.add(id, source.dtype, source.shape as number[]);
    this.captured.push({ input, source: source.id });
    return input;
  }

  /** What was noted, as the body of a loop: its inputs, then what it captured. */
  body(inputs: readonly Value[], outputs: readonly Output[]): Program {
    const all = [...inputs, ...this.captured.map(({ input }) => input)];
    return new Program({
      inputs: all.map((value, index) => ({ name: `input${index}`, ...value })),
      variables: [],
      constants: this.constants,
      nodes: this.nodes,
      outputs,
    });
  }
}
