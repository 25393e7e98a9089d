// @ts-check
// The film of the first hour: scenes of commands and what was seen, checked as they run, written as a page of text.
import { pageText } from './page.mjs';
import { start } from './terminal.mjs';

/** @typedef {import('./terminal.mjs').Typed} Typed */
/** @typedef {import('./terminal.mjs').Running} Running */

/**
 * @typedef {object} Expected
 * @property {number} [terminal] where it is typed
 * @property {number | string} [code] the exit code, or the signal that ended it
 * @property {readonly RegExp[]} [sees]
 * @property {readonly RegExp[]} [misses]
 */

/**
 * @typedef {object} Begun a command that goes on while others are typed
 * @property {(wanted: RegExp) => Promise<RegExpExecArray>} until resolves once that was printed
 * @property {(expected?: Expected) => Promise<Typed>} end waits for its end
 * @property {(signal: NodeJS.Signals, expected?: Expected) => Promise<Typed>} kill sends a signal and waits for the end
 */

/**
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal, say: (text: string) => void, names: readonly
 *   (readonly [string, string])[] }} options `names` of folders and people, and what the page calls them
 */
export function createFilm({ cwd, env, signal, say, names }) {
  /** @type {string[]} */
  const page = [];
  let steps = 0;
  /** @type {Set<Running>} */
  const running = new Set();

  /**
   * @param {Typed} typed
   * @param {Expected} expected
   */
  function check({ line, output, ending }, { code = 0, sees = [], misses = [] }) {
    signal.throwIfAborted();
    if (ending !== code) throw new Error(`${line} ended with ${ending}, not ${code}:\n${output}`);
    for (const wanted of sees) if (!wanted.test(output)) throw new Error(`${line} does not say ${wanted}:\n${output}`);
    for (const unwanted of misses)
      if (unwanted.test(output)) throw new Error(`${line} says what it should not, ${unwanted}:\n${output}`);
    steps += 1;
  }

  /**
   * @param {Typed} typed
   * @param {number} terminal
   */
  function seen({ line, output, ending }, terminal) {
    const place = terminal === 1 ? '' : `terminal ${terminal} `;
    const shown = [`${place}$ ${pageText(line, names)}`, pageText(output, names)].filter(Boolean).join('\n');
    const end = ending === 0 ? '' : `\n(${typeof ending === 'string' ? 'killed' : `exit code ${ending}`})`;
    return `\`\`\`console\n${shown}${end}\n\`\`\``;
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
      check(typed, expected);
      page.push(seen(typed, expected.terminal ?? 1));
      return typed;
    },
    /**
     * Types a command that goes on while others are typed. The page has it here, as it was in the end.
     *
     * @param {string} line
     * @returns {Begun}
     */
    begins(line) {
      signal.throwIfAborted();
      say(`  $ ${line} …`);
      const command = start(line, { cwd, env, signal });
      running.add(command);
      const place = page.push(`\`$ ${line}\``) - 1;
      /**
       * @param {Promise<Typed>} ending
       * @param {Expected} expected
       */
      const ended = async (ending, expected) => {
        const typed = await ending;
        running.delete(command);
        check(typed, expected);
        page[place] = seen(typed, expected.terminal ?? 1);
        return typed;
      };
      return {
        until: command.until,
        end: (expected = {}) => ended(command.end(), expected),
        kill: (name, expected = {}) => ended(command.kill(name), expected),
      };
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
