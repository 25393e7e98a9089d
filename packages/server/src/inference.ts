import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { messageOf } from '@sightline/contracts';
import { ServerError } from './errors.ts';
import type { InferenceAnswer, InferenceRequest, TensorData } from './inference-messages.ts';

/** ONNX Runtime in a thread of its own. Requests wait their turn here, so that a thread that dies takes only one of them with it. */
export interface Inference {
  /** Opens an ONNX file and returns the session's number. `input` and `output` name the graph's float32 input and output. */
  load(path: string, names: { input: string; output: string }): Promise<number>;
  /** Runs a session; `tensor.data` is moved to the thread and cannot be used afterwards. */
  run(session: number, tensor: TensorData): Promise<TensorData>;
  release(session: number): Promise<void>;
  close(): Promise<void>;
}

type LoadRequest = Extract<InferenceRequest, { kind: 'load' }>;

interface Job {
  request: InferenceRequest;
  resolve(output: TensorData | undefined): void;
  reject(error: Error): void;
}

const THREAD = createRequire(import.meta.url).resolve('@sightline/server/inference-thread');

/**
 * Starts the thread at the first request. A thread that dies is replaced, with the sessions it had: the request in it fails with `server/model-failed`,
 * those that wait are answered by the new one.
 */
export function startInference(): Inference {
  const sessions = new Map<number, LoadRequest>();
  const waiting: Job[] = [];
  let running: Job | undefined;
  let thread: Worker | undefined;
  let loads = 0;
  let closed = false;

  function spawn(): Worker {
    for (const request of sessions.values())
      waiting.unshift({ request, resolve: () => undefined, reject: () => undefined });
    const worker = new Worker(THREAD);
    let cause = '';
    worker.on('error', (error) => (cause = `: ${messageOf(error)}`));
    worker.on('message', (answer: InferenceAnswer) => {
      if (answer.ok) running?.resolve(answer.output);
      else running?.reject(new ServerError('server/model-failed', answer.message));
      next();
    });
    worker.on('exit', () => {
      thread = undefined;
      running?.reject(
        new ServerError(
          'server/model-failed',
          `The inference thread ended in this request${cause}. It is being replaced.`,
        ),
      );
      next();
    });
    return worker;
  }

  function next(): void {
    running = undefined;
    if (waiting.length === 0 || closed) return;
    thread ??= spawn();
    running = waiting.shift();
    if (running)
      thread.postMessage(
        running.request,
        running.request.kind === 'run' ? [running.request.data.buffer as ArrayBuffer] : [],
      );
  }

  function ask(request: InferenceRequest): Promise<TensorData | undefined> {
    if (closed) return Promise.reject(new ServerError('server/model-failed', 'The server is stopping.'));
    return new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      if (!running) next();
    });
  }

  return {
    async load(path, names) {
      const request: LoadRequest = { kind: 'load', session: ++loads, path, ...names };
      await ask(request);
      sessions.set(request.session, request);
      return request.session;
    },
    async run(session, { data, shape }) {
      const output = await ask({ kind: 'run', session, data, shape });
      if (!output) throw new ServerError('server/model-failed', 'The inference thread gave no output.');
      return output;
    },
    async release(session) {
      sessions.delete(session);
      await ask({ kind: 'release', session });
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0))
        job.reject(new ServerError('server/model-failed', 'The server is stopping.'));
      await thread?.terminate();
    },
  };
}
