import type { Logger } from '@sightline/artifacts';
import { ServerError } from '../errors.ts';
import type { GraphTensors, InferenceAnswer, InferenceRequest } from './messages.ts';
import { SpawnedProcess } from './spawned-process.ts';
import type { NamedTensors } from './tensor.ts';

/**
 * ONNX Runtime in its own process. Requests wait their turn here, so that a process that dies takes only one of
 * them with it.
 */
export interface Inference {
  /**
   * Opens an ONNX file and returns the session's number.
   *
   * @param tensors all inputs of the graph, and the outputs that a run gives
   */
  load(path: string, tensors: GraphTensors): Promise<number>;
  /** Runs a session. The values of `inputs` must not be changed afterwards. */
  run(session: number, inputs: NamedTensors): Promise<NamedTensors>;
  release(session: number): Promise<void>;
  /**
   * Waits for the request under way, at most {@link CLOSE_LIMIT} ms; refuses those that wait and all that come, with
   * `server/stopping`.
   */
  close(): Promise<void>;
}

type LoadRequest = Extract<InferenceRequest, { kind: 'load' }>;

interface Job {
  request: InferenceRequest;
  inputs: NamedTensors | undefined;
  resolve(outputs: NamedTensors): void;
  reject(error: Error): void;
}

/** Milliseconds after which {@link Inference.close} ends a process that has not answered yet. */
const CLOSE_LIMIT = 5_000;

/**
 * Starts the process at the first request. One that dies is replaced: the request in it fails with
 * `server/model-failed`, those that wait are answered by the new one, which opens a session when it is asked for again.
 */
export function startInference(logger: Pick<Logger, 'warn'> = { warn: () => undefined }): Inference {
  return new QueuedInference(logger);
}

/** One request at a time is in the process. */
class QueuedInference implements Inference {
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #sessions = new Map<number, LoadRequest>();
  readonly #waiting: Job[] = [];
  #current: Job | undefined;
  #process: SpawnedProcess | undefined;
  #loads = 0;
  #closing: Promise<void> | undefined;

  constructor(logger: Pick<Logger, 'warn'>) {
    this.#logger = logger;
  }

  async load(path: string, { inputs, outputs }: GraphTensors): Promise<number> {
    const request: LoadRequest = { kind: 'load', session: ++this.#loads, path, tensors: { inputs, outputs } };
    await this.#ask(request);
    this.#sessions.set(request.session, request);
    return request.session;
  }

  run(session: number, inputs: NamedTensors): Promise<NamedTensors> {
    return this.#ask({ kind: 'run', session }, inputs);
  }

  async release(session: number): Promise<void> {
    this.#sessions.delete(session);
    await this.#ask({ kind: 'release', session });
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#stop());
  }

  #ask(request: InferenceRequest, inputs?: NamedTensors): Promise<NamedTensors> {
    if (this.#closing) return Promise.reject(stopping());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, inputs, resolve, reject });
      if (!this.#current) this.#settle(() => undefined);
    });
  }

  /** Ends the current job, and begins the next one. */
  #settle(end: (job: Job) => void): void {
    if (this.#current) end(this.#current);
    this.#current = this.#waiting.shift();
    if (this.#current) this.#send(this.#current);
  }

  #send(job: Job): void {
    this.#process ??= new SpawnedProcess({
      onAnswer: (answer, outputs) => this.#receive(answer, outputs),
      onEnd: (how) => this.#replace(how),
    });
    const session = this.#sessionToOpen(job, this.#process);
    if (session) this.#process.send(session);
    else this.#process.send(job.request, job.inputs);
  }

  /** The session of a run that a new process does not have yet. */
  #sessionToOpen({ request }: Job, { sessions }: SpawnedProcess): LoadRequest | undefined {
    return request.kind === 'run' && !sessions.has(request.session) ? this.#sessions.get(request.session) : undefined;
  }

  #receive(answer: InferenceAnswer, outputs: NamedTensors): void {
    const job = this.#current;
    if (!job || !this.#process) return;
    if (!answer.ok) return this.#settle(() => job.reject(new ServerError('server/model-failed', answer.message)));
    const isOpening = this.#sessionToOpen(job, this.#process) !== undefined;
    if (job.request.kind !== 'release') this.#process.sessions.add(job.request.session);
    if (!isOpening) this.#settle(() => job.resolve(outputs));
    else if (this.#closing) this.#settle(() => job.reject(stopping()));
    else this.#send(job);
  }

  /** The process has ended: the next request starts another. */
  #replace(how: string): void {
    this.#process = undefined;
    const message = `The inference process ${how}${this.#current ? ' in this request' : ''}. It is being replaced.`;
    if (!this.#closing) this.#logger.warn(message);
    this.#settle((job) => job.reject(this.#closing ? stopping() : new ServerError('server/model-failed', message)));
  }

  async #stop(): Promise<void> {
    for (const job of this.#waiting.splice(0)) job.reject(stopping());
    await this.#process?.stop(CLOSE_LIMIT);
  }
}

function stopping(): ServerError {
  return new ServerError('server/stopping', 'The server is stopping. Send the request to another one, or again later.');
}
