import { createHash } from 'node:crypto';
import { EngineError } from '../errors.ts';
import { dtypeAttribute } from '../graph/graph-attributes.ts';
import { addVariableHandle } from '../graph/graph-def.ts';
import { GraphWriter } from '../graph/graph-writer.ts';
import type { TensorData, Variable } from '../program/program.ts';
import type { HostTensor } from '../host/host-tensor.ts';
import type { NativeProgram, NativePrograms } from './native-program.ts';

/** The values of a session's variables by their names. */
export type State = ReadonlyMap<string, TensorData>;

/** Variables that were declared together, and the programs that write and read them at once. */
interface Group {
  readonly variables: readonly Variable[];
  readonly write: NativeProgram;
  readonly read: NativeProgram;
}

/** The variables of a session. */
export class VariableStore {
  readonly #programs: NativePrograms;
  readonly #groups: Group[] = [];
  readonly #variables = new Map<string, Variable>();
  /** Values for variables that no program has declared yet. */
  readonly #awaiting = new Map<string, TensorData>();

  constructor(programs: NativePrograms) {
    this.#programs = programs;
  }

  /** Names that were written and that no program has declared yet. */
  get awaiting(): string[] {
    return [...this.#awaiting.keys()];
  }

  /**
   * Makes variables known, with the values written for them, else their own;
   * the ones that are known already keep theirs.
   */
  declare(variables: readonly Variable[]): void {
    const added = variables.filter(({ name }) => !this.#variables.has(name));
    if (added.length === 0) return;
    const values = added.map((variable) => {
      const data = this.#awaiting.get(variable.name) ?? variable.data;
      requireLength(variable, data);
      return { shape: variable.shape as number[], data };
    });
    const group = this.#loadGroup(added);
    this.#groups.push(group);
    for (const variable of added) {
      this.#variables.set(variable.name, variable);
      this.#awaiting.delete(variable.name);
    }
    group.write.run(values);
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  read(): Map<string, TensorData> {
    return new Map(
      this.#groups.flatMap(({ variables, read }) => {
        const values = read.run([]);
        return variables.map(({ name }, index) => [name, (values[index] as HostTensor).data] as const);
      }),
    );
  }

  write(state: State): void {
    for (const [name, data] of state) {
      const variable = this.#variables.get(name);
      if (variable) requireLength(variable, data);
      else this.#awaiting.set(name, data);
    }
    const current = this.read();
    for (const { variables, write } of this.#groups) {
      if (!variables.some(({ name }) => state.has(name))) continue;
      write.run(
        variables.map(({ name, shape }) => ({
          shape: shape as number[],
          data: (state.get(name) ?? current.get(name)) as TensorData,
        })),
      );
    }
  }

  /** The same variables with the same values, in another native session. */
  movedTo(programs: NativePrograms): VariableStore {
    const values = this.read();
    const store = new VariableStore(programs);
    for (const [name, data] of this.#awaiting) store.#awaiting.set(name, data);
    for (const { variables } of this.#groups) {
      store.declare(variables.map((variable) => ({ ...variable, data: values.get(variable.name) as TensorData })));
    }
    return store;
  }

  hash(): string {
    const hash = createHash('sha256');
    const sorted = [...this.read()].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, { buffer, byteOffset, byteLength }] of sorted) {
      hash.update(`${name}\0${byteLength}\0`).update(new Uint8Array(buffer, byteOffset, byteLength));
    }
    return hash.digest('hex');
  }

  #loadGroup(variables: readonly Variable[]): Group {
    const writer = new GraphWriter();
    const feeds: string[] = [];
    const fetches: string[] = [];
    const targets: string[] = [];
    for (const { name, dtype, shape } of variables) {
      const handle = addVariableHandle(writer, { name, dtype, shape });
      const type = dtypeAttribute(dtype);
      const value = writer.add('Placeholder', `${name}/value`, [], {
        dtype: type,
        shape: { type: 'shape', value: shape },
      });
      feeds.push(value);
      targets.push(writer.add('AssignVariableOp', `${name}/write`, [handle, value], { dtype: type }));
      fetches.push(writer.add('ReadVariableOp', `${name}/read`, [handle], { dtype: type }));
    }
    const graph = writer.graph.serializeBinary();
    return {
      variables,
      write: this.#programs.load(graph, { feeds, fetches: [], targets }),
      read: this.#programs.load(graph, { feeds: [], fetches, targets: [] }),
    };
  }
}

function requireLength({ name, data: { length } }: Variable, data: TensorData): void {
  if (data.length === length) return;
  throw new EngineError(
    'engine/invalid-state',
    `The variable ${name} has ${length} elements; the state given has ${data.length}. Restore the state of a ` +
      'program with the same shapes.',
  );
}
