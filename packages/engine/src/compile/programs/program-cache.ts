import { EngineError } from '../../errors.ts';
import type { Program } from '../../program/program.ts';
import type { HostTensor } from '../../host/host-tensor.ts';
import type { LoadedProgram } from '../../session/session.ts';

/** A tensor that a program is to be found for. */
export type Given = HostTensor & { readonly name?: string };

/** How the programs of a cache are made. */
export interface Recording {
  /** The program for tensors of exactly these shapes. */
  readonly record: () => Program;
  /** One for all values of the open sizes, where the model has some besides the batch. */
  readonly recordOpen?: (() => Program) | undefined;
}

interface Entry {
  readonly loaded: LoadedProgram;
  readonly cost: number;
}

/**
 * What a program takes in memory: TensorFlow's graph, its optimised copy and its executor for each node, and the values
 * written into it.
 */
const BYTES_OF_NODE = 10_000;
/** So much may all programs of a cache take; those used last stay in any case. */
const [MOST_BYTES, LEAST_PROGRAMS] = [2 ** 29, 8];

/**
 * Loaded programs by what they were recorded for: names, shapes and element types of the inputs, and a mode. A program
 * of open sizes serves all values of them. When the programs take too much memory, those not used for the longest time
 * are let go.
 */
export class ProgramCache {
  readonly #load: (program: Program) => LoadedProgram;
  /** The ones used last at the end. */
  readonly #entries = new Map<string, Entry>();
  /** Keys of the open programs by the mode, names and element types that they are for. */
  readonly #open = new Map<string, string[]>();
  /** Whether the function runs otherwise for other sizes: then there is a program for each. */
  #isFixed = false;

  constructor(load: (program: Program) => LoadedProgram) {
    this.#load = load;
  }

  get(mode: string, inputs: readonly Given[], { record, recordOpen }: Recording): LoadedProgram {
    const open = recordOpen && this.#getOpen(mode, inputs, recordOpen);
    if (open) return open;
    const key = `${kindOf(mode, inputs)} ${inputs.map(({ shape }) => `[${shape.join(',')}]`).join(' ')}`;
    return this.#used(key) ?? this.#keep(key, record());
  }

  #getOpen(mode: string, inputs: readonly Given[], record: () => Program): LoadedProgram | undefined {
    if (this.#isFixed) return undefined;
    const kind = kindOf(mode, inputs);
    const known = this.#open.get(kind) ?? [];
    const key = known.find((each) => {
      const { program } = (this.#entries.get(each) as Entry).loaded;
      return inputs.every(({ shape }, index) => serves(program.inputs[index]?.shape ?? [], shape));
    });
    if (key !== undefined) return this.#used(key);
    try {
      const program = record();
      const added = `${kind} open ${program.inputs.map(({ shape }) => `[${shape.join(',')}]`).join(' ')}`;
      const loaded = this.#keep(added, program);
      this.#open.set(kind, [...known, added]);
      return loaded;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      // What is refused for all sizes may work for one; an error in this batch is reported with its own sizes.
      if (error.code === 'engine/not-recordable') this.#isFixed = true;
      return undefined;
    }
  }

  #used(key: string): LoadedProgram | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.loaded;
  }

  #keep(key: string, program: Program): LoadedProgram {
    const loaded = this.#load(program);
    this.#entries.set(key, { loaded, cost: costOf(program) });
    let total = [...this.#entries.values()].reduce((sum, { cost }) => sum + cost, 0);
    for (const [oldest, entry] of this.#entries) {
      if (total <= MOST_BYTES || this.#entries.size <= LEAST_PROGRAMS) break;
      this.#entries.delete(oldest);
      for (const [kind, keys] of this.#open)
        this.#open.set(
          kind,
          keys.filter((each) => each !== oldest),
        );
      entry.loaded.release();
      total -= entry.cost;
    }
    return loaded;
  }
}

/** Whether tensors of a shape fit an input. */
function serves(open: readonly (number | null)[], shape: readonly number[]): boolean {
  return open.length === shape.length && open.every((size, axis) => size === null || size === shape[axis]);
}

function kindOf(mode: string, inputs: readonly Given[]): string {
  return `${mode} ${inputs.map(({ name = '', data }) => `${name}:${data.constructor.name}`).join(' ')}`;
}

function costOf({ nodes, variables, constants }: Program): number {
  const values = [...variables, ...constants].reduce((bytes, { data }) => bytes + data.byteLength, 0);
  return nodes.length * BYTES_OF_NODE + values;
}
