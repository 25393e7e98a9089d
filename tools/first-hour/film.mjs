// @ts-check
// The film of the first hour: scenes of commands and what was seen, checked as they run, written as a page of text.
import { start } from './terminal.mjs';

/** Longer outputs are cut in the middle on the page. */
const MOST_LINES = 30;

/** @typedef {import('./terminal.mjs').Typed} Typed */
/**
 * @typedef {object} Expected
 * @property {number} [terminal] where it is typed
 * @property {number | string} [code] the exit code, or the signal that ended it
 * @property {readonly RegExp[]} [sees]
 * @property {readonly RegExp[]} [misses]
 */

/**
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal, say: (text: string) => void }} options
 */
export function createFilm({ cwd, env, signal, say }) {
  /** @type {string[]} */
  const page = [];
  let steps = 0;
  /** @type {Set<import('./terminal.mjs').Running>} */
  const running = new Set();

  /**
   * @param {Typed} typed
   * @param {Expected} expected
   */
  function check({ line, output, ending }, { code = 0, sees = [], misses = [] }) {
    if (ending !== code) throw new Error(`${line} ended with ${ending}, not ${code}:\n${output}`);
    for (const wanted of sees) if (!wanted.test(output)) throw new Error(`${line} does not say ${wanted}:\n${output}`);
    for (const unwanted of misses)
      if (unwanted.test(output)) throw new Error(`${line} says what it should not, ${unwanted}:\n${output}`);
    steps += 1;
  }

  /**
   * @param {string} line
   * @param {string} output
   * @param {number} terminal
   */
  function show(line, output, terminal) {
    const place = terminal === 1 ? '' : `terminal ${terminal} `;
    page.push(`\`\`\`console\n${place}$ ${line}\n${cut(output)}\n\`\`\``);
  }

  return {
    /** @param {string} title */
    scene(title) {
      signal.throwIfAborted();
      say(`\n${title}`);
      page.push(`## ${title}`);
    },
    /** @param {string} text of the page */
    tells(text) {
      page.push(text);
    },
    /**
     * Types a command and waits for its end.
     *
     * @param {string} line
     * @param {Expected} [expected] 0 and nothing else by default
     * @returns {Promise<Typed>}
     */
    async types(line, expected = {}) {
      signal.throwIfAborted();
      say(`  $ ${line}`);
      const typed = await start(line, { cwd, env, signal }).end();
      signal.throwIfAborted();
      check(typed, expected);
      show(line, typed.output, expected.terminal ?? 1);
      return typed;
    },
    /**
     * Types a command that goes on while others run.
     *
     * @param {string} line
     */
    begins(line) {
      signal.throwIfAborted();
      say(`  $ ${line} …`);
      const command = start(line, { cwd, env, signal });
      running.add(command);
      return command;
    },
    /**
     * The end of a command that was begun.
     *
     * @param {Typed} typed
     * @param {Expected} [expected] 0 and nothing else by default
     */
    ends(typed, expected = {}) {
      check(typed, expected);
      show(typed.line, typed.output, expected.terminal ?? 1);
    },
    /**
     * A check of something that no command prints.
     *
     * @param {string} what
     * @param {boolean} holds
     */
    proves(what, holds) {
      if (!holds) throw new Error(`It does not hold that ${what}.`);
      steps += 1;
      page.push(`Checked: ${what}.`);
    },
    steps: () => steps,
    page: () => page.join('\n\n'),
    /** Ends what still runs. */
    async close() {
      await Promise.all([...running].map((command) => command.kill('SIGKILL')));
    },
  };
}

/** @param {string} output */
function cut(output) {
  const lines = output.split('\n');
  if (lines.length <= MOST_LINES) return output;
  const kept = MOST_LINES / 2;
  return [...lines.slice(0, kept), `… ${lines.length - 2 * kept} lines …`, ...lines.slice(-kept)].join('\n');
}
