// @ts-check
// One command run to its end.
import { spawn } from 'node:child_process';

/** npm, for one, does not heed SIGTERM in the middle of an install. */
const GRACE_MS = 3_000;

/**
 * Runs a command and collects what it prints.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal | undefined, timeoutMs?: number, onLine?: (line:
 *   string) => void }} options `onLine` gets each line as it comes
 * @returns {Promise<{ code: number, stdout: string, output: string }>} `output` is stdout and stderr as they came;
 *   the code is 127 when the command cannot be started and 124 when it ran past `timeoutMs`
 */
export async function runCommand(command, args, { cwd, env = process.env, signal, timeoutMs, onLine }) {
  signal?.throwIfAborted();
  // A separate group, so that what the command has started can be ended with it; without one, Ctrl-C on the terminal
  // reaches it by itself.
  const grouped = signal !== undefined || timeoutMs !== undefined;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: grouped });
  /** @type {NodeJS.Timeout | undefined} */
  let impatience;
  const stop = () => {
    killGroup(child.pid, 'SIGTERM');
    impatience = setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE_MS);
  };
  signal?.addEventListener('abort', stop, { once: true });
  let late = false;
  const timer = timeoutMs
    ? setTimeout(() => {
        late = true;
        killGroup(child.pid, 'SIGKILL');
      }, timeoutMs)
    : undefined;
  let stdout = '';
  let output = '';
  let rest = '';
  /** @param {string} text */
  const take = (text) => {
    output += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine?.(line);
  };
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    stdout += text;
    take(text);
  });
  child.stderr.setEncoding('utf8').on('data', take);
  try {
    const code = await new Promise((resolve) => {
      child.on('error', (error) => {
        output += error.message;
        resolve(127);
      });
      child.on('close', (status) => resolve(status ?? 1));
    });
    signal?.throwIfAborted();
    return { code: late ? 124 : code, stdout, output };
  } finally {
    clearTimeout(timer);
    clearTimeout(impatience);
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * @param {number | undefined} pid of the group's leader
 * @param {NodeJS.Signals} signal
 */
function killGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
