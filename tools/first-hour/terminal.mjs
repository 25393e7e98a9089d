// @ts-check
// A terminal of the film: commands are typed into it, what they print is kept, and what is expected of it must come.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';

const LONGEST_MS = 600_000;

/**
 * @typedef {object} Typed
 * @property {string} line what was typed
 * @property {string} output what was seen: stdout and stderr, in the order in which they came
 * @property {number | string} ending the exit code, or the signal that ended it
 * @property {number} seconds
 */

/**
 * @typedef {object} Running
 * @property {string} line
 * @property {() => string} output so far
 * @property {(wanted: RegExp) => Promise<RegExpExecArray>} until resolves once that was printed
 * @property {(signal: NodeJS.Signals) => Promise<Typed>} kill sends a signal and waits for the end
 * @property {() => Promise<Typed>} end waits for the end
 */

/**
 * Starts a command as a shell would.
 *
 * @param {string} line words that no shell must expand
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 * @returns {Running}
 */
export function start(line, { cwd, env, signal }) {
  const began = performance.now();
  const [program = '', ...words] = wordsOf(line);
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const abort = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', abort, { once: true });
  let said = '';
  /** @type {Set<() => void>} */
  const listeners = new Set();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
      for (const listener of listeners) listener();
    });
  let hasEnded = false;
  const closed = once(child, 'close').then(([code, killedBy]) => {
    hasEnded = true;
    signal.removeEventListener('abort', abort);
    for (const listener of listeners) listener();
    return { line, output: screen(said), ending: killedBy ?? code, seconds: (performance.now() - began) / 1000 };
  });

  return {
    line,
    output: () => screen(said),
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        const look = () => {
          const found = wanted.exec(screen(said));
          if (found) {
            settle();
            resolve(found);
          } else if (hasEnded) {
            settle();
            reject(new Error(`${line} ended without printing ${wanted}:\n${screen(said)}`));
          }
        };
        const timer = setTimeout(() => {
          settle();
          reject(new Error(`${line} did not print ${wanted} within ${LONGEST_MS / 60_000} minutes:\n${screen(said)}`));
        }, LONGEST_MS);
        listeners.add(look);
        look();
      }),
    kill(name) {
      child.kill(name);
      return closed;
    },
    end: () => closed,
  };
}

/**
 * What a terminal shows of it in the end: no colours, and of a line that was drawn again and again, the last.
 *
 * @param {string} text
 */
function screen(text) {
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.replace(/\r$/, '').split('\r').at(-1) ?? '')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/**
 * Words as a shell has them, quoted ones without their quotes.
 *
 * @param {string} line
 */
function wordsOf(line) {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
