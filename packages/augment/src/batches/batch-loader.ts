import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { messageOf } from '@sightline/contracts';
import { AugmentError } from '../errors.ts';
import type { BatchAnswer, BatchRequest } from './batch-messages.ts';
import type { BatchMaker, BatchRecipe, MadeBatch } from './batch-maker.ts';

/** Makes batches in threads of their own, so that they are ready when the training step asks. */
export interface BatchLoader extends BatchMaker {
  /** How many batches to ask for ahead, so that no thread waits. */
  readonly ahead: number;
  /** Ends the threads; batches under way are refused. */
  close(): Promise<void>;
}

const THREAD = createRequire(import.meta.url).resolve('@sightline/augment/batch-thread');

interface Job {
  resolve(batch: MadeBatch): void;
  reject(error: Error): void;
}

/** One thread and the requests it has not answered yet, in their order. */
class BatchThread {
  readonly #worker: Worker;
  readonly #jobs: Job[] = [];
  #ended: string | undefined;

  constructor(recipe: BatchRecipe) {
    this.#worker = new Worker(THREAD, { workerData: recipe });
    // Batches that wait must not keep a process alive that wants to end.
    this.#worker.unref();
    this.#worker.on('message', (answer: BatchAnswer) => {
      const job = this.#jobs.shift();
      if (this.#jobs.length === 0) this.#worker.unref();
      if (answer.ok) job?.resolve(answer.batch);
      else job?.reject(failed(answer.message));
    });
    this.#worker.on('error', (error) => this.#end(messageOf(error)));
    this.#worker.on('exit', () => this.#end('it was ended'));
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
    await this.#worker.terminate();
  }

  #end(cause: string): void {
    this.#ended ??= cause;
    for (const { reject } of this.#jobs.splice(0)) reject(failed(this.#ended));
  }
}

/**
 * Starts threads that make batches. What a batch holds depends on its numbers, the epoch and the recipe alone, not on the thread or on how many there are.
 *
 * @param threads 1 by default: one is enough for a compiled step on the other cores; more where images are decoded each time
 * @throws AugmentError `augment/batch-failed`, from `make`, when an image cannot be read, the recipe's augmentation does not fit its schema or a thread ended
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

function failed(cause: string): AugmentError {
  return new AugmentError('augment/batch-failed', `A batch could not be made: ${cause}`);
}
