import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@sightline/contracts';
import { NativeError } from '../errors.ts';
import { namespaceAnswers } from './namespace-answers.ts';
import { temporalCli } from './temporal-cli.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const LOG_LENGTH = 4_000;

export interface TemporalServer {
  /** `host:port`, as Temporal's clients want it. */
  address: string;
  pid: number;
  /** Ends the server and resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts Temporal's dev server on 127.0.0.1 and resolves when its namespace `default` answers. It ends with this
 * process, however that ends.
 *
 * @param options.port a free port by default
 * @param options.uiPort serves Temporal's web page there; none by default
 * @param options.databaseFile keeps the state across restarts; in memory by default
 * @param options.dynamicConfig of the server's own settings, those that are not to have their defaults
 * @param options.signal stops the server, or the waiting for it
 * @throws NativeError `native/server-failed` with the end of the server's log, and the errors of {@link temporalCli}
 */
export async function startTemporalServer(
  options: {
    port?: number;
    uiPort?: number;
    databaseFile?: string;
    dynamicConfig?: Readonly<Record<string, number | string | boolean>>;
    signal?: AbortSignal;
  } = {},
): Promise<TemporalServer> {
  const { databaseFile, uiPort, dynamicConfig = {}, signal } = options;
  const cli = await temporalCli();
  if (databaseFile) await mkdir(dirname(databaseFile), { recursive: true });
  const port = await freePort(options.port ?? 0);
  signal?.throwIfAborted();
  const child = spawn(
    cli,
    [
      'server',
      'start-dev',
      '--ip=127.0.0.1',
      `--port=${port}`,
      '--log-level=error',
      ...(uiPort ? [`--ui-port=${uiPort}`] : ['--headless']),
      ...(databaseFile ? [`--db-filename=${databaseFile}`] : []),
      ...Object.entries(dynamicConfig).map(([key, value]) => `--dynamic-config-value=${key}=${JSON.stringify(value)}`),
    ],
    // A Ctrl-C reaches only this process, which may still need the server to end well
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const log = keepLog(child);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, name) => resolve(`it ended with ${name ?? `code ${code}`}`));
  });
  const stop = (): Promise<void> => end(child);
  signal?.addEventListener('abort', () => void stop(), { once: true });
  if (child.pid) watchParent(child, child.pid);

  const address = `127.0.0.1:${port}`;
  const failure = await untilAnswers(address, child, exited);
  if (failure === undefined && child.pid) return { address, pid: child.pid, stop };
  await stop();
  signal?.throwIfAborted();
  throw new NativeError(
    'native/server-failed',
    `Temporal's dev server did not start on ${address}: ${failure}.\n${log().trim()}`,
  );
}

/** Resolves with nothing when the server answers, with the reason when it never does. */
async function untilAnswers(
  address: string,
  child: ChildProcess,
  exited: Promise<string>,
): Promise<string | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (isRunning(child)) {
    if (await namespaceAnswers(address)) return undefined;
    if (Date.now() > deadline) return `it did not answer within ${START_TIMEOUT_MS / 1000} s`;
    await sleep(100);
  }
  return exited;
}

/**
 * A shell that blocks on a pipe from this process and ends the server when the pipe breaks:
 * it does so even after `kill -9`.
 */
function watchParent(server: ChildProcess, pid: number): void {
  const watcher = spawn('/bin/sh', ['-c', 'read -r _; kill "$1"', 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.unref();
  watcher.on('error', () => {});
  server.once('exit', () => watcher.kill('SIGKILL'));
}

async function end(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(timer);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function keepLog(child: ChildProcess): () => string {
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-LOG_LENGTH)));
  return () => log;
}

/**
 * `wanted`, or a free port for 0. Asked first, because a Temporal that already serves there would
 * answer in the new one's place.
 */
async function freePort(wanted: number): Promise<number> {
  const probe = createServer().listen(wanted, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch (error) {
    throw new NativeError(
      'native/server-failed',
      `Temporal's dev server cannot use port ${wanted} (${messageOf(error)}). ` +
        'Stop what uses it, or choose another port.',
    );
  }
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
