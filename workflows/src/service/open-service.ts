import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from '@sightline/artifacts';
import { SightlineError } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { type Answer, answerSchema, type Lease, type Request, type ServiceState } from './control-messages.ts';
import { isAlive, readRecord, type ServiceRecord } from './service-record.ts';

/** A service that lives says at once that it has heard. */
const SILENCE_MS = 30_000;
const QUESTION_MS = 5_000;
const MOST_STARTS = 3;
const LOOK_MS = 50;
const LOG_LENGTH = 2_000;

export interface ServiceLease {
  /** Of the Temporal server, `host:port`. */
  address: string;
  /** Whether this lease is why there is a worker now. */
  startedWorker: boolean;
  /** Aborted when the service ended by itself: its Temporal server and worker are gone too. */
  lost: AbortSignal;
  /** Gives the lease back; resolves when what it kept alive, and nobody else does, has ended. */
  close(): Promise<void>;
}

export interface ServiceOptions extends Partial<Lease> {
  /** Of a Temporal server that is not the home's own. */
  address?: string | undefined;
  /** Hears what a person should know, such as that a worker was lost. */
  onNote?: (text: string) => void;
}

/**
 * A lease on the Temporal server of a home, and where it is wanted on a worker: both live at least as long as it. The
 * process that has them is started where none is there; commands at the same time share it. A lease ends with its
 * process, however that ends.
 *
 * @throws WorkflowsError `workflows/service-failed`, `workflows/other-server` when the home uses another Temporal
 * server than `address`, `workflows/server-unreachable`; NativeError when Temporal's server does not start
 */
export async function openService(home: Home, options: ServiceOptions = {}): Promise<ServiceLease> {
  for (let starts = 0; ;) {
    const record = await readRecord(home);
    if (!record || !(await isAlive(record))) {
      if (starts++ === MOST_STARTS) throw await failedStart(home);
      await startService(home, options.address);
    } else {
      const lease = await requestLease(home, record, options);
      if (lease) return lease;
      await sleep(LOOK_MS);
    }
  }
}

/** The service of a home, as it describes itself; `undefined` where none runs. Asks no Temporal server. */
export async function serviceState(home: Home): Promise<ServiceState | undefined> {
  const record = await readRecord(home);
  if (!record || !(await isAlive(record))) return undefined;
  const { socket, next } = ask(record, 'state');
  const answer = await next(QUESTION_MS);
  socket.destroy();
  if (answer?.type === 'state') return answer.state;
  // It lives, and has just begun or is about to end.
  const { pid, startedAt, version, address } = record;
  return { pid, startedAt, version, ...(address && { address }), leases: 0, worker: 'none' };
}

/** @returns nothing when that service is ending */
async function requestLease(
  home: Home,
  record: ServiceRecord,
  { worker = false, lasting = false, address, onNote }: ServiceOptions,
): Promise<ServiceLease | undefined> {
  const { socket, next } = ask(record, { worker, lasting, ...(address !== undefined && { address }) });
  const heard = await next(SILENCE_MS);
  if (heard?.type !== 'heard') {
    socket.destroy();
    if (heard || !(await isAlive(record))) return undefined;
    throw new WorkflowsError(
      'workflows/service-failed',
      `Process ${record.pid} has the Temporal server of ${home.folder} and does not answer. End it: kill ${record.pid}`,
    );
  }
  const answer = await next();
  if (answer?.type === 'failed') {
    socket.destroy();
    throw new SightlineError(answer.code, answer.message);
  }
  if (answer?.type !== 'ready') return undefined;

  const lost = new AbortController();
  const closed = once(socket, 'close');
  let isWanted = true;
  void closed.then(() => isWanted && lost.abort());
  void hear(next, onNote);
  return {
    address: answer.address,
    startedWorker: answer.startedWorker,
    lost: lost.signal,
    async close() {
      isWanted = false;
      socket.end();
      await closed;
    },
  };
}

async function hear(next: () => Promise<Answer | undefined>, onNote?: (text: string) => void): Promise<void> {
  for (let answer = await next(); answer; answer = await next()) if (answer.type === 'note') onNote?.(answer.text);
}

interface Conversation {
  socket: Socket;
  /** The next line, or nothing when the connection has ended, or `patience` milliseconds are over. */
  next(patience?: number): Promise<Answer | undefined>;
}

function ask({ port, token }: ServiceRecord, wants: Request['wants']): Conversation {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  const request: Request = { token, wants };
  socket.write(`${JSON.stringify(request)}\n`);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    socket,
    async next(patience) {
      const silence = new AbortController();
      const { signal } = silence;
      const waits = patience === undefined ? [] : [sleep(patience, undefined, { signal }).catch(() => undefined)];
      const line = await Promise.race([lines.next(), ...waits]);
      silence.abort();
      return line && !line.done ? answerSchema.parse(JSON.parse(line.value)) : undefined;
    },
  };
}

/** Returns once a service serves the home, be it this one or another that came first. */
async function startService(home: Home, address: string | undefined): Promise<void> {
  await mkdir(home.folder, { recursive: true });
  const log = await open(home.serviceLog, 'a');
  const bin = createRequire(import.meta.url).resolve('@sightline/workflows/service-bin');
  const words = [bin, '--home', home.folder, ...(address === undefined ? [] : ['--address', address])];
  const child = spawn(process.execPath, words, {
    cwd: home.folder,
    // What names the home and its store may be relative to the folder that the command is called in.
    env: { ...process.env, SIGHTLINE_HOME: home.folder, SIGHTLINE_STORE: home.root },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  child.unref();
  await log.close();
  while (child.exitCode === null && child.signalCode === null) {
    const record = await readRecord(home);
    if (record && (await isAlive(record))) return;
    await sleep(LOOK_MS);
  }
  if (child.exitCode !== 0) throw await failedStart(home);
}

async function failedStart({ folder, serviceLog }: Home): Promise<WorkflowsError> {
  const said = (await readFile(serviceLog, 'utf8')).slice(-LOG_LENGTH).trim();
  return new WorkflowsError('workflows/service-failed', `The service of ${folder} could not be started: ${said}`);
}
