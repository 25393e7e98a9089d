import { EngineError } from '../errors.ts';
import type { HostTensor } from '../host/host-tensor.ts';
import { DATA_TYPE_NUMBERS, type DataType, type TensorData } from '../program/program.ts';
import { placeOfRefusal, reasonOf } from './refusal.ts';
import { type KernelRun, kernelRuns } from './run-metadata.ts';
import { type Feed, type Fetched, type NativeSession, sessionBinding } from './session-binding.ts';

/** What of a graph is fed, fetched, and reached without being fetched, by node names. */
export interface Ends {
  readonly feeds: readonly string[];
  readonly fetches: readonly string[];
  readonly targets: readonly string[];
}

/** RunOptions { trace_level: FULL_TRACE } */
const FULL_TRACE = Uint8Array.of(8, 3);

/** The native side of a session: graphs in, runs of them, errors in our own class. */
export class NativePrograms {
  readonly #native: NativeSession;
  #count = 0;
  #closed = false;

  constructor(config: Uint8Array) {
    this.#native = sessionBinding.create(config);
  }

  load(graph: Uint8Array, { feeds, fetches, targets }: Ends): NativeProgram {
    const number = this.#guard(() =>
      sessionBinding.load(this.#native, graph, `p${this.#count++}`, feeds, fetches, targets),
    );
    return {
      run: (inputs) =>
        this.#guard(() => sessionBinding.run(this.#native, number, inputs.map(feedOf)), notRun).map(fetched),
      runAsync: async (inputs) => {
        const running = this.#guard(() => sessionBinding.runAsync(this.#native, number, inputs.map(feedOf)), notRun);
        const results = await running.catch((cause: unknown) => {
          throw notRun(cause);
        });
        return results.map(fetched);
      },
      profile: (inputs) => {
        const results = this.#guard(
          () => sessionBinding.run(this.#native, number, inputs.map(feedOf), FULL_TRACE),
          notRun,
        );
        const metadata = results.pop() as unknown as ArrayBuffer;
        return { outputs: results.map(fetched), kernels: kernelRuns(new Uint8Array(metadata)) };
      },
    };
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Frees everything when the runs under way have ended. */
  close(): void {
    if (!this.#closed) sessionBinding.close(this.#native);
    this.#closed = true;
  }

  #guard<Result>(call: () => Result, errorOf = notLoaded): Result {
    if (this.#closed) {
      throw new EngineError('engine/disposed', 'The session was disposed of; nothing can run on it. Compile again.');
    }
    try {
      return call();
    } catch (cause) {
      throw errorOf(cause);
    }
  }
}

export interface NativeProgram {
  run(inputs: readonly HostTensor[]): HostTensor[];
  /** The same on another thread, while JavaScript continues. Runs that change variables must not overlap. */
  runAsync(inputs: readonly HostTensor[]): Promise<HostTensor[]>;
  /** Runs with TensorFlow's tracer on. @returns the outputs, and when each kernel ran and for how long */
  profile(inputs: readonly HostTensor[]): { outputs: HostTensor[]; kernels: KernelRun[] };
}

/** A graph that TensorFlow rejects is a mistake of its author, so TensorFlow's terms are fine. */
function notLoaded(cause: unknown): EngineError {
  return new EngineError('engine/invalid-program', `TensorFlow: ${(cause as Error).message}`, { cause });
}

function notRun(cause: unknown): EngineError {
  const { message } = cause as Error;
  return new EngineError(
    'engine/invalid-program',
    `${placeOfRefusal(message)} cannot be computed for these inputs: ${reasonOf(message)}.`,
    { cause },
  );
}

const ARRAYS: Partial<Record<DataType, new (bytes: ArrayBuffer) => TensorData>> = {
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
};

function feedOf({ shape, data }: HostTensor): Feed {
  return [shape, data];
}

function fetched([number, shape, bytes]: Fetched): HostTensor {
  const dtype = Object.entries(DATA_TYPE_NUMBERS).find(([, value]) => value === number)?.[0] as DataType | undefined;
  const ArrayType = dtype && ARRAYS[dtype];
  if (ArrayType) return { shape, data: new ArrayType(bytes) };
  throw new EngineError(
    'engine/invalid-program',
    `An output has TensorFlow's element type ${number}, for which JavaScript has no array. Cast it to float32.`,
  );
}
