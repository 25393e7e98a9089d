import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { ERROR_CODES, SightlineError, type ErrorCode } from '@sightline/contracts';
import { WorkflowsError } from '../../errors.ts';
import { endOf } from '../process-end.ts';
import type { BatchAnswers, BatchRequest, FromBatchProcess, ToBatchProcess } from './batch-messages.ts';

/** How long a process without work is kept, with the models that it has loaded. */
const IDLE_MS = 20_000;

interface Asking {
  signal: AbortSignal;
  /** Hears how many records have been dealt with. */
  onProgress: (done: number) => void;
}

/** What a worker computes batch predictions with: one process for all of them, while there is work. */
export interface BatchProcess {
  /**
   * @throws SightlineError with the code and the message of what failed; WorkflowsError `workflows/stage-interrupted`,
   * `workflows/out-of-memory` or `workflows/stage-crashed` where the process ended; `workflows/cancelled`
   */
  ask<Step extends keyof BatchAnswers>(
    request: Extract<BatchRequest, { step: Step }>,
    asking: Asking,
  ): Promise<BatchAnswers[Step]>;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: Error): void;
  onProgress(done: number): void;
}

/** @param root of the artifact store */
export function batchProcess(root: string): BatchProcess {
  let running: RunningProcess | undefined;
  return {
    async ask(request, { signal, onProgress }) {
      if (signal.aborted) throw cancelled();
      running = running && !running.ended ? running : new RunningProcess(root);
      return (await running.ask(request, { signal, onProgress })) as never;
    },
  };
}

class RunningProcess {
  ended = false;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(root: string) {
    const module = createRequire(import.meta.url).resolve('@sightline/workflows/batch-process');
    const child = fork(module, [root], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    this.#child = child;
    // It ends with this process, and keeps it from no end.
    child.unref();
    child.channel?.unref();
    (child.stderr as Socket | null)?.unref();
    child.on('message', (message: FromBatchProcess) => this.#receive(message));
    void endOf(child).then((end) => {
      this.ended = true;
      for (const { reject } of this.#waiting.values()) reject(end.asError('the batch prediction'));
      this.#waiting.clear();
    });
  }

  ask(request: BatchRequest, { signal, onProgress }: Asking): Promise<unknown> {
    const id = ++this.#asked;
    clearTimeout(this.#idle);
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
    });
    const cancel = () => {
      this.#tell({ id, cancel: true });
      // What it still writes is what any other attempt writes.
      this.#waiting.get(id)?.reject(cancelled());
    };
    signal.addEventListener('abort', cancel, { once: true });
    this.#tell({ id, request });
    return answer.finally(() => {
      signal.removeEventListener('abort', cancel);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#endWhenIdle();
    });
  }

  #receive(message: FromBatchProcess): void {
    const waiting = this.#waiting.get(message.id);
    if (message.type === 'progress') waiting?.onProgress(message.done);
    else if (message.type === 'done') waiting?.resolve(message.output);
    else waiting?.reject(failed(message));
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.ended = true;
      if (this.#child.connected) this.#child.disconnect();
    }, IDLE_MS);
    this.#idle.unref();
  }

  #tell(message: ToBatchProcess): void {
    // A process that has just died is reported by its end, not here.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}

function cancelled(): WorkflowsError {
  return new WorkflowsError('workflows/cancelled', 'The batch prediction was cancelled.');
}

function failed({ code, message }: { code?: string; message: string }): Error {
  if (code !== undefined && code in ERROR_CODES) return new SightlineError(code as ErrorCode, message);
  return new Error(`The batch prediction failed: ${message}`);
}
