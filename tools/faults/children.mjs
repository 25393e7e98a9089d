// @ts-check
// Processes that a trial kills, and what they tell before.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Starts a module of `processes/` that says by IPC messages what it has done.
 *
 * @param {string} name
 * @param {string[]} args
 * @param {(message: any) => void} [onMessage]
 */
export function startProcess(name, args, onMessage = () => undefined) {
  const module = fileURLToPath(new URL(`processes/${name}.mjs`, import.meta.url));
  const child = fork(module, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  child.on('message', onMessage);
  const ended = once(child, 'exit');
  return {
    child,
    /** Resolves with its first message. */
    ready: Promise.race([
      once(child, 'message').then(() => undefined),
      ended.then(([code, signal]) => {
        throw new Error(`The process ${name} ended with ${code ?? signal} before it said a word.`);
      }),
    ]),
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
