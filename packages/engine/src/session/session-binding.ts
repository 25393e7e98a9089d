import { createRequire } from 'node:module';
import { join } from 'node:path';
import { nativeLibrary } from '../native-library.ts';
import type { TensorData } from '../program/program.ts';

/** A tensor on its way into TensorFlow. */
export type Feed = readonly [shape: readonly number[], data: TensorData];
/** A tensor on its way out: TensorFlow's number of its element type, its shape, its bytes. */
export type Fetched = readonly [dtype: number, shape: readonly number[], bytes: ArrayBuffer];

export interface NativeSession {
  readonly native: unique symbol;
}

/**
 * The session binding (`session.cc` of `@sightline/native`). What TensorFlow refuses is
 * thrown as an Error with its message.
 */
export interface SessionBinding {
  create(config: Uint8Array): NativeSession;
  /**
   * Adds a graph, its node names behind `prefix/`, and makes what is fed,
   * fetched and reached in it a program, by number.
   */
  load(
    session: NativeSession,
    graph: Uint8Array,
    prefix: string,
    feeds: readonly string[],
    fetches: readonly string[],
    targets: readonly string[],
  ): number;
  /**
   * Runs a program on this thread. With `runOptions` (a RunOptions message) a RunMetadata message follows the outputs.
   */
  run(session: NativeSession, program: number, feeds: readonly Feed[], runOptions?: Uint8Array): Fetched[];
  /** Runs it on a thread of Node's pool. */
  runAsync(session: NativeSession, program: number, feeds: readonly Feed[]): Promise<Fetched[]>;
  /** Frees the session when what runs on it has ended. */
  close(session: NativeSession): void;
}

export const sessionBinding = createRequire(import.meta.url)(
  join(nativeLibrary.bindingFolder, 'sightline_session.node'),
) as SessionBinding;
