// @ts-check
// npm run check:examples [-- --only several-digits,moving-digits]: takes examples from their specs, as they are, to a
// model server that answers, each as `sightline up` does: through a Temporal server and a worker of this command. What
// the server answers about held-out samples must be what the run predicted for them, and the report must show what its
// task promises. Minutes each. Runs and store are in a temporary folder, or stay in SIGHTLINE_HOME where that is set.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputWith } from '@sightline/cli';
import { orWrongUsage, readArguments } from '../arguments.mjs';
import { EXAMPLES, SPEC } from '../examples/examples.mjs';
import { runExample } from '../examples/run-example.mjs';
import { runScript } from '../examples/run-script.mjs';
import { startServices } from '../examples/services.mjs';
import { explain, ROOT } from '../setup.mjs';
import { SetUpError } from '../setup/set-up-error.mjs';

/** @typedef {import('../examples/examples.mjs').Example} Example */

const INTERRUPTED = 130;

const values = orWrongUsage(() =>
  readArguments({ only: { type: 'string', default: Object.keys(EXAMPLES).join(',') } }),
);
const names = values.only.split(',').map((name) => {
  if (!Object.hasOwn(EXAMPLES, name))
    throw new Error(`--only has ${name}, which is none of ${Object.keys(EXAMPLES).join(', ')}.`);
  return name;
});

const stopping = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => stopping.abort(new SetUpError('Interrupted.')));

const kept = process.env.SIGHTLINE_HOME;
const home = kept ?? (await mkdtemp(join(tmpdir(), 'sightline-check-examples-')));
/** @type {string[][]} */
const rows = [];
try {
  const endServices = await startServices(home);
  try {
    for (const [index, name] of names.entries()) rows.push(await rowOf(name, `${index + 1} of ${names.length}`));
  } finally {
    await endServices();
  }
} catch (error) {
  console.error(`\n${explain(error)}`);
  process.exitCode = stopping.signal.aborted ? INTERRUPTED : 1;
} finally {
  if (kept === undefined) await rm(home, { recursive: true, force: true });
}
if (rows.length > 0) console.log(`\n${formatTable([['example', 'time', 'headline', 'served', 'report'], ...rows])}`);
// Connections that are kept alive must not keep the process.
process.exit();

/**
 * @param {string} name
 * @param {string} place
 * @returns {Promise<string[]>} a row of the table
 */
async function rowOf(name, place) {
  console.error(`\n${name} (${place})`);
  const began = performance.now();
  const time = () => `${Math.round((performance.now() - began) / 1000)} s`;
  try {
    const { headline, answers, exhibits } = await prove(name);
    return [name, time(), headline, answers.join('; '), exhibits.join(', ')];
  } catch (error) {
    stopping.signal.throwIfAborted();
    process.exitCode = 1;
    console.error(explain(error));
    return [name, time(), 'FAILED'];
  }
}

/** @param {string} name */
async function prove(name) {
  const { data = name, specs = [SPEC], ...promised } = /** @type {Example} */ (EXAMPLES[name]);
  await runScript(`${data}/prepare.mjs`);
  const files = specs.map((spec) => join(ROOT, 'examples', name, spec));
  // The page and the table of times of `sightline up`, several to a command, would bury this command's own table.
  const output = { ...outputWith({}), result: () => undefined };
  return runExample(files, promised, { output, signal: stopping.signal });
}

/** @param {readonly (readonly string[])[]} all */
function formatTable(all) {
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
