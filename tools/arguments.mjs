// @ts-check
// The options of a command line, refused in words: the scripts here are run by people.
import { parseArgs } from 'node:util';

/** Words that a script does not take: its message says which it takes. */
export class WrongUsage extends Error {}

/**
 * @template {NonNullable<import('node:util').ParseArgsConfig['options']>} Options
 * @param {Options} options
 * @param {string[]} [words] those of this process when left out
 * @returns {ReturnType<typeof parseArgs<{ options: Options, args: string[] }>>['values']}
 * @throws {WrongUsage}
 */
export function readArguments(options, words = process.argv.slice(2)) {
  try {
    return parseArgs({ options, args: words }).values;
  } catch (error) {
    if (!String(/** @type {NodeJS.ErrnoException} */ (error).code).startsWith('ERR_PARSE_ARGS')) throw error;
    const [reason] = /** @type {Error} */ (error).message.split('. ');
    const allowed = Object.entries(options).map(([name, { type }]) =>
      type === 'string' ? `--${name} …` : `--${name}`,
    );
    throw new WrongUsage(`${reason}. Allowed: ${allowed.join(', ')}.`);
  }
}

/**
 * For a script that does nothing before it has read its options: what is wrong with them ends it, with code 2.
 *
 * @template Result
 * @param {() => Result} read
 */
export function orWrongUsage(read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    console.error(error.message);
    return process.exit(2);
  }
}
