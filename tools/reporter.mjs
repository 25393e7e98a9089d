// @ts-check
// One line per step: redrawn in place on a terminal, plain lines elsewhere. Its own, because it runs before anything is
// installed or built; the command line's status line has log lines above it, and stays one line.

/**
 * @typedef {object} Step
 * @property {(text: string) => void} update what it is doing now
 * @property {(result: string) => void} done
 * @property {() => void} fail
 *
 * @typedef {object} Reporter
 * @property {(name: string) => Step} step begins a step; one at a time
 */

const REDRAW_MS = 50;
/** Off a terminal a step that is still running says so this often. */
const PLAIN_LINE_MS = 10_000;
const NAME_WIDTH = 16;

/**
 * @param {{ isTTY?: boolean, columns?: number, write: (text: string) => unknown }} stream
 * @param {() => number} now milliseconds
 * @returns {Reporter}
 */
export function createReporter(stream, now = Date.now) {
  return {
    step(name) {
      const began = now();
      let shownAt = stream.isTTY ? 0 : began;
      const seconds = () => `${((now() - began) / 1000).toFixed(1)} s`;
      /**
       * @param {string} mark
       * @param {string} text
       */
      const line = (mark, text) => `  ${mark} ${name.padEnd(NAME_WIDTH)}${text}`;
      /** @param {string} text */
      const end = (text) => stream.write(`${stream.isTTY ? '\r\x1b[2K' : ''}${text}\n`);
      return {
        update(text) {
          if (now() - shownAt < (stream.isTTY ? REDRAW_MS : PLAIN_LINE_MS)) return;
          shownAt = now();
          const shown = line('…', `${text}  ${seconds()}`);
          if (stream.isTTY) stream.write(`\r\x1b[2K${shown.slice(0, (stream.columns ?? 80) - 1)}`);
          else stream.write(`${shown}\n`);
        },
        done: (result) => end(line('✓', `${result.padEnd(36)}${seconds().padStart(9)}`)),
        fail: () => end(line('✗', `failed after ${seconds()}`)),
      };
    },
  };
}
