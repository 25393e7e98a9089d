import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import type { Logger } from '@sightline/artifacts';
import { ServerError } from '../errors.ts';
import { readMessages, writeMessage } from './message-stream.ts';
import type { GraphTensors, InferenceAnswer, InferenceRequest } from './messages.ts';
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

interface RunningProcess {
  child: ChildProcess;
  /** Missing when the system had no more files to open: then the process ends at once. */
  channel: Duplex | undefined;
  /** The sessions that are open in it. */
  open: Set<number>;
  ended: Promise<void>;
}

/** Milliseconds after which {@link Inference.close} ends a process that has not answered yet. */
const CLOSE_LIMIT = 5_000;
const PROCESS = createRequire(import.meta.url).resolve('@sightline/server/inference-process');

/**
 * Starts the process at the first request. One that dies is replaced: the request in it fails with
 * `server/model-failed`, those that wait are answered by the new one, which opens a session when it is asked for again.
 */
export function startInference(logger: Pick<Logger, 'warn'> = { warn: () => undefined }): Inference {
  const sessions = new Map<number, LoadRequest>();
  const waiting: Job[] = [];
  let current: Job | undefined;
  let running: RunningProcess | undefined;
  let loads = 0;
  let closing: Promise<void> | undefined;

  function start(): RunningProcess {
    // What the native runtime prints must not mix with the server's own output.
    const child = spawn(process.execPath, [PROCESS], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be started (${error.message})`));
      child.once('close', (code, signal) => resolve(signal ? `was ended by ${signal}` : `exited with ${code}`));
    }).then((how) => {
      running = undefined;
      const message = `The inference process ${how}${current ? ' in this request' : ''}. It is being replaced.`;
      if (!closing) logger.warn(message);
      settle((job) => job.reject(closing ? stopping() : new ServerError('server/model-failed', message)));
    });
    const channel = (child.stdio as ChildProcess['stdio'] | undefined)?.[3] as Duplex | undefined;
    if (channel) {
      // A process that ended before it read a request is reported by its end.
      channel.on('error', () => undefined);
      readMessages(channel, (answer, outputs) => receive(answer as InferenceAnswer, outputs));
    }
    return { child, channel, open: new Set(), ended };
  }

  function send(job: Job): void {
    running ??= start();
    const { channel } = running;
    const session = sessionToOpen(job, running);
    if (channel) writeMessage(channel, session ?? job.request, session ? undefined : job.inputs);
  }

  /** The session of a run that a new process does not have yet. */
  function sessionToOpen({ request }: Job, { open }: RunningProcess): LoadRequest | undefined {
    return request.kind === 'run' && !open.has(request.session) ? sessions.get(request.session) : undefined;
  }

  function receive(answer: InferenceAnswer, outputs: NamedTensors): void {
    if (!current || !running) return;
    const job = current;
    if (!answer.ok) return settle(() => job.reject(new ServerError('server/model-failed', answer.message)));
    const isOpening = sessionToOpen(job, running) !== undefined;
    if (job.request.kind !== 'release') running.open.add(job.request.session);
    if (!isOpening) settle(() => job.resolve(outputs));
    else if (closing) settle(() => job.reject(stopping()));
    else send(job);
  }

  /** Ends the current job, and begins the next one. */
  function settle(end: (job: Job) => void): void {
    if (current) end(current);
    current = waiting.shift();
    if (current) send(current);
  }

  function ask(request: InferenceRequest, inputs?: NamedTensors): Promise<NamedTensors> {
    if (closing) return Promise.reject(stopping());
    return new Promise((resolve, reject) => {
      waiting.push({ request, inputs, resolve, reject });
      if (!current) settle(() => undefined);
    });
  }

  async function stop(): Promise<void> {
    for (const job of waiting.splice(0)) job.reject(stopping());
    if (!running) return;
    const { child, channel, ended } = running;
    channel?.end();
    const limit = setTimeout(() => child.kill('SIGKILL'), CLOSE_LIMIT);
    await ended;
    clearTimeout(limit);
  }

  return {
    async load(path, { inputs, outputs }) {
      const request: LoadRequest = { kind: 'load', session: ++loads, path, tensors: { inputs, outputs } };
      await ask(request);
      sessions.set(request.session, request);
      return request.session;
    },
    run: (session, inputs) => ask({ kind: 'run', session }, inputs),
    async release(session) {
      sessions.delete(session);
      await ask({ kind: 'release', session });
    },
    close: () => (closing ??= stop()),
  };
}

function stopping(): ServerError {
  return new ServerError('server/stopping', 'The server is stopping. Send the request to another one, or again later.');
}
