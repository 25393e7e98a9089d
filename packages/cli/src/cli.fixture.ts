import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BIN = join(__dirname, '../dist/bin.js');
/** Milliseconds in which a command on a busy machine shows what it is to show. */
const PATIENCE = 300_000;

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  /** Resolves with the match once stdout or stderr has shown it. */
  shows(text: RegExp): Promise<[string, ...string[]]>;
  ended: Promise<Ended>;
}

/** Milliseconds in which a command that was interrupted puts away what it has begun. */
const GRACE = 60_000;

const running = new Set<Running>();
// Jest calls this before a test file's own `afterAll`, which removes the folders that a command may still write to.
afterAll(async () => {
  await Promise.all(
    [...running].map(async ({ child, ended }) => {
      child.kill('SIGINT');
      const kill = setTimeout(() => child.kill('SIGKILL'), GRACE);
      await ended;
      clearTimeout(kill);
    }),
  );
});

/** Starts the built command as a user does. */
export function start(words: string[], environment: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [BIN, ...words], {
    env: { ...process.env, TEMPORAL_ADDRESS: '', TEMPORAL_CONFIG_FILE: '/nowhere', NO_COLOR: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  const shows = async (text: RegExp) => {
    const until = Date.now() + PATIENCE;
    while (child.exitCode === null && child.signalCode === null && Date.now() < until) {
      const match = text.exec(stdout + stderr);
      if (match) return match as unknown as [string, ...string[]];
      await sleep(50);
    }
    throw new Error(`It has not shown ${String(text)}:\n${stdout.slice(-5000)}${stderr.slice(-5000)}`);
  };
  const started = { child, shows, ended };
  running.add(started);
  child.once('close', () => running.delete(started));
  return started;
}

export function sightline(words: string[], environment?: NodeJS.ProcessEnv): Promise<Ended> {
  return start(words, environment).ended;
}
