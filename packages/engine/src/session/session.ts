import { programToGraph } from '../graph/graph-def.ts';
import type { Program, TensorData, Variable } from '../program/program.ts';
import type { HostType } from '../host/cast.ts';
import type { HostArray } from '../host/host-array.ts';
import { type Expected, fitted } from '../host/model-inputs.ts';
import type { HostTensor } from '../host/host-tensor.ts';
import { type NativeProgram, NativePrograms } from './native-program.ts';
import { sessionConfig, type SessionOptions } from './session-config.ts';
import { type State, VariableStore } from './variable-store.ts';

/**
 * A program that a session can run. Inputs and outputs come in the program's order; inputs are cast to the element
 * types it states.
 */
export interface LoadedProgram {
  readonly program: Program;
  /** @throws EngineError `engine/invalid-options`, naming the input, for what is not numbers of its shape */
  run(inputs: readonly HostArray[]): HostTensor[];
  /** The same on another thread, while JavaScript continues. Runs that change variables must not overlap. */
  runAsync(inputs: readonly HostArray[]): Promise<HostTensor[]>;
  /** Runs with TensorFlow's tracer on. @returns the outputs, and when each kernel ran and for how long */
  profile(inputs: readonly HostArray[]): ReturnType<NativeProgram['profile']>;
  /**
   * Gives its memory back, at the latest when some others were released as well.
   * It can still be run, and is then loaded again.
   */
  release(): void;
}

interface LoadOptions {
  readonly variables: 'resources' | 'frozen';
}

/** A loaded program, and where it is in the native session, if it is. */
interface Held {
  readonly program: Program;
  readonly options: LoadOptions;
  native: NativeProgram | undefined;
}

/** A native session gives nothing back before it ends: it is replaced when this many of its programs were released. */
const MOST_RELEASED = 8;

/**
 * Programs and the variables they share. A variable keeps its value between runs; programs that name it alike share it.
 * Dispose of it to give the memory back.
 */
export class Session {
  readonly #config: Uint8Array;
  #programs: NativePrograms;
  #variables: VariableStore;
  readonly #held = new Set<Held>();
  #released = 0;

  constructor(options: SessionOptions = {}) {
    this.#config = sessionConfig(options);
    this.#programs = new NativePrograms(this.#config);
    this.#variables = new VariableStore(this.#programs);
  }

  /**
   * Makes a program runnable. Its variables that the session does not know yet get the values they have in the program.
   *
   * @param options.variables `frozen` takes the program's own values as constants instead
   * @throws EngineError `engine/invalid-program` with TensorFlow's message, when it refuses the graph
   */
  load(program: Program, options: LoadOptions = { variables: 'resources' }): LoadedProgram {
    if (options.variables === 'resources') this.#variables.declare(program.variables);
    const held: Held = { program, options, native: this.#loadNative(program, options) };
    this.#held.add(held);
    const native = () => this.#nativeOf(held);
    const expected = expectedBy(program);
    const fed = (given: readonly HostArray[]) => fitted(expected, given, 'the program');
    return {
      program,
      run: (given) => native().run(fed(given)),
      runAsync: async (given) => native().runAsync(fed(given)),
      profile: (given) => native().profile(fed(given)),
      release: () => this.#release(held),
    };
  }

  /** Makes variables known, with their values; the ones that are known already keep theirs. */
  declare(variables: readonly Variable[]): void {
    this.#variables.declare(variables);
  }

  /** Whether a program has declared a variable of this name. */
  has(name: string): boolean {
    return this.#variables.has(name);
  }

  /** The values of all variables that programs have declared. */
  read(): Map<string, TensorData> {
    return this.#variables.read();
  }

  /**
   * Sets variables; those without an entry keep their values. A value for a variable that no program has declared yet
   * waits for it.
   *
   * @throws EngineError `engine/invalid-state` when a length does not fit
   */
  write(state: State): void {
    this.#variables.write(state);
  }

  /** Names that were written and that no program has declared yet. */
  get awaiting(): string[] {
    return this.#variables.awaiting;
  }

  /** sha256 over names and values of all variables: equal exactly when every bit is. */
  hash(): string {
    return this.#variables.hash();
  }

  /** Frees variables and programs, when runs under way have ended. */
  dispose(): void {
    this.#programs.close();
  }

  #nativeOf(held: Held): NativeProgram {
    if (held.native) return held.native;
    held.native = this.#loadNative(held.program, held.options);
    this.#held.add(held);
    return held.native;
  }

  #loadNative(program: Program, options: LoadOptions): NativeProgram {
    const { graph, inputs, outputs, updates } = programToGraph(program, options);
    return this.#programs.load(graph.serializeBinary(), { feeds: inputs, fetches: outputs, targets: updates });
  }

  #release(held: Held): void {
    if (!this.#held.delete(held)) return;
    held.native = undefined;
    this.#released++;
    if (this.#released >= MOST_RELEASED && !this.#programs.closed) this.#renew();
  }

  /**
   * Goes on in a new native session, with the variables as they are; programs are loaded there when they are next run.
   */
  #renew(): void {
    const before = this.#programs;
    this.#programs = new NativePrograms(this.#config);
    this.#variables = this.#variables.movedTo(this.#programs);
    for (const held of this.#held) held.native = undefined;
    this.#released = 0;
    before.close();
  }
}

function expectedBy({ inputs }: Program): Expected[] {
  return inputs.map(({ name, dtype, shape }) => ({ what: `The input ${name}`, dtype: dtype as HostType, shape }));
}
