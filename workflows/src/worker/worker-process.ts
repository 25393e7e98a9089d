import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { WorkflowsError } from '../errors.ts';
import type { Places } from '../activities/activities.ts';

export interface WorkerProcess {
  pid: number;
  /** Resolves when it has ended, with how: `was ended by SIGKILL`. */
  exited: Promise<string>;
  /** Lets it end what it is doing, then ends it. */
  close(): Promise<void>;
}

/**
 * Starts a worker in a separate process, which ends with this one. Resolves once it takes work.
 *
 * @throws WorkflowsError `workflows/server-unreachable` when it ends before that
 */
export async function startWorkerProcess({
  address,
  root,
  runsFolder,
}: Places & { address: string }): Promise<WorkerProcess> {
  const child = fork(
    createRequire(import.meta.url).resolve('@sightline/workflows/worker-bin'),
    ['--address', address, '--root', root, '--runs-folder', runsFolder],
    // A separate group: Ctrl-C on the terminal is not meant for it; its parent decides.
    { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [], detached: true },
  );
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
  });

  const exited = new Promise<string>((resolve) =>
    child.once('close', (code, signal) =>
      resolve(signal ? `was ended by ${signal}` : `exited with ${code} (${said.trim()})`),
    ),
  );
  const ready = new Promise<true>((resolve) => child.once('message', () => resolve(true)));
  if ((await Promise.race([ready, exited])) !== true) {
    throw new WorkflowsError(
      'workflows/server-unreachable',
      `The worker could not start on ${address}. ${said.trim()}`,
    );
  }
  return { pid: child.pid as number, exited, close: () => end(child, exited) };
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await exited;
}
