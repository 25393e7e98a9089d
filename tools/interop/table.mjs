// @ts-check
// What became of each export in each format.

/** How far a value may be from what is expected, relative to 1 or the value. */
const TOLERANCE = 1e-5;

/** The errors that refuse an export. */
const REFUSALS = new Set(['engine/not-recordable', 'engine/invalid-options', 'deployer/unsupported-operation']);

/**
 * @typedef {{ name: string, format: string, difference?: number, message?: string }} Result of a reader in Python
 * @typedef {{ verdict: 'right' | 'refused' | 'wrong', message?: string }} Verdict
 */

/**
 * @param {import('./write-exports.mjs').Written} written
 * @param {string} format
 * @param {readonly Result[]} results
 * @returns {Verdict}
 */
export function verdictOf(written, format, results) {
  const error = written.errors[format];
  if (error) return { verdict: REFUSALS.has(error.code ?? '') ? 'refused' : 'wrong', message: error.message };
  const result = results.find((each) => each.name === written.name && each.format === format);
  if (!result) return { verdict: 'wrong', message: 'was not read: Python ended before' };
  const { difference, message } = result;
  if (difference === undefined) return { verdict: 'wrong', message: message ?? '' };
  return difference <= TOLERANCE ? { verdict: 'right' } : { verdict: 'wrong', message: `differs by ${difference}` };
}

/**
 * The table, the messages of all that is not right, and a last line that counts.
 *
 * @param {readonly import('./write-exports.mjs').Written[]} exports
 * @param {readonly Result[]} results
 * @returns {{ text: string, wrong: number }}
 */
export function formatTable(exports, results) {
  const formats = [...new Set(exports.flatMap(({ files, errors }) => [...Object.keys(files), ...Object.keys(errors)]))];
  const counts = { right: 0, refused: 0, wrong: 0 };
  const widest = Math.min(72, Math.max(...exports.map(({ name }) => name.length)));
  /** @param {string} name @param {readonly string[]} cells */
  const row = (name, cells) =>
    [name.slice(0, widest).padEnd(widest), ...cells.map((cell) => cell.padEnd(10))].join('  ').trimEnd();
  const lines = [row('', formats)];
  /** @type {string[]} */
  const messages = [];
  for (const written of exports) {
    const verdicts = formats.map((format) => verdictOf(written, format, results));
    lines.push(
      row(
        written.name,
        verdicts.map(({ verdict }) => verdict),
      ),
    );
    verdicts.forEach(({ verdict, message }, index) => {
      counts[verdict] += 1;
      if (message) messages.push(`${written.name}, ${formats[index]}: ${verdict}. ${message}`);
    });
  }
  const last = `${counts.right} right, ${counts.refused} refused by name, ${counts.wrong} wrong`;
  return {
    text: [...lines, ...(messages.length > 0 ? ['', ...messages] : []), '', last].join('\n'),
    wrong: counts.wrong,
  };
}
