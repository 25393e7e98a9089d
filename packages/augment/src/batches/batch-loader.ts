import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type ErrorCode, messageOf, SightlineError } from '@sightline/contracts';
import type { BatchAnswer, BatchRequest, BatchThreadData } from './batch-messages.ts';
import type { BatchMaker, BatchRecipe, MadeBatch } from './batch-maker.ts';
import { awaitGate, closeGate, createGate, type NativeGate } from './native-gate.ts';

/** Makes batches in worker threads, so that they are ready when the training step asks. */
export interface BatchLoader extends BatchMaker {
  /** How many batches to ask for ahead, so that no thread waits. */
  readonly ahead: number;
  /**
   * Ends the threads when the images that they read are read, which they have {@link CLOSE_LIMIT} ms for; batches under
   * way are refused.
   */
  close(): Promise<void>;
}

/** Milliseconds. A thread that is still reading an image then is left alone, and ends after it. */
const CLOSE_LIMIT = 10_000;

const THREAD = createRequire(import.meta.url).resolve('@sightline/augment/batch-thread');

interface Job {
  resolve(batch: MadeBatch): void;
  reject(error: Error): void;
}

/**
 * The gates of running threads. A process that exits while they read images waits for that:
 * exiting would end them midway.
 */
const gates = new Set<NativeGate>();

process.on('exit', () => {
  for (const gate of gates) closeGate(gate);
  for (const gate of gates) awaitGate(gate, CLOSE_LIMIT);
});

/** One thread and the requests it has not answered yet, in their order. */
class BatchThread {
  readonly #gate = createGate();
  readonly #worker: Worker;
  readonly #jobs: Job[] = [];
  readonly #exited: Promise<void>;
  #ended: string | undefined;

  constructor(recipe: BatchRecipe) {
    const data: BatchThreadData = { recipe, gate: this.#gate };
    // Flags such as --input-type are for the program that the process was started with.
    this.#worker = new Worker(THREAD, { workerData: data, execArgv: [] });
    gates.add(this.#gate);
    this.#worker.on('message', (answer: BatchAnswer) => {
      const job = this.#jobs.shift();
      if (this.#jobs.length === 0 && this.#ended === undefined) this.#worker.unref();
      if (answer.ok) job?.resolve(answer.batch);
      else job?.reject(failed(answer.message, answer.code));
    });
    this.#worker.on('error', (error) => this.#end(messageOf(error)));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        gates.delete(this.#gate);
        this.#end('its thread has ended');
        resolve();
      });
    });
    // A thread with nothing to do must not keep a process alive. After the listeners, as adding one undoes it.
    this.#worker.unref();
  }

  get load(): number {
    return this.#jobs.length;
  }

  make(request: BatchRequest): Promise<MadeBatch> {
    if (this.#ended !== undefined) return Promise.reject(failed(this.#ended));
    return new Promise((resolve, reject) => {
      this.#jobs.push({ resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(request, []);
    });
  }

  async close(): Promise<void> {
    this.#end('its thread has ended');
    closeGate(this.#gate);
    this.#worker.postMessage(undefined, []);
    this.#worker.ref();
    const limit = new AbortController();
    await Promise.race([this.#exited, sleep(CLOSE_LIMIT, undefined, { signal: limit.signal })]);
    limit.abort();
    this.#worker.unref();
  }

  #end(cause: string): void {
    this.#ended ??= cause;
    for (const { reject } of this.#jobs.splice(0)) reject(failed(this.#ended));
  }
}

/**
 * Starts threads that make batches. What a batch holds depends on its numbers, the epoch and the recipe alone, not on
 * the thread or on how many there are.
 *
 * @param threads 1 by default: enough for a compiled step on the other cores; more where images are decoded each time
 * @throws SightlineError from `make`: with the code of what an image or the augmentation failed with, or
 * `augment/batch-failed` when a thread ended
 */
export function createBatchLoader(recipe: BatchRecipe, { threads = 1 }: { threads?: number } = {}): BatchLoader {
  const pool = Array.from({ length: threads }, () => new BatchThread(recipe));
  return {
    ahead: threads + 1,
    make(rows, epoch, repeats) {
      const freest = pool.reduce((best, thread) => (thread.load < best.load ? thread : best));
      return freest.make({ rows, epoch, repeats });
    },
    close: async () => void (await Promise.all(pool.map((thread) => thread.close()))),
  };
}

function failed(cause: string, code: ErrorCode = 'augment/batch-failed'): SightlineError {
  return new SightlineError(code, `A batch could not be made: ${cause}`);
}
