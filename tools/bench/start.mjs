// @ts-check
// `npm run bench:start`: `npm start -- --exit` in fresh clones of this repository, one after the other, TensorFlow and
// Temporal in the cache; adds what each took to docs/benchmarks/start.json, and prints the range of each machine there.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { doctor } from '@sightline/engine';
import { readArguments } from '../arguments.mjs';
import { runCommand } from '../command.mjs';
import { ROOT } from '../setup.mjs';

const FILE = join(ROOT, 'docs', 'benchmarks', 'start.json');
const PARTS = /** @type {const} */ (['setUp', 'training', 'rest', 'total']);

/** @typedef {{ date: string, accuracy: number } & Record<(typeof PARTS)[number], number>} Round parts in seconds */
/** @typedef {{ machine: ReturnType<typeof doctor>['cpu'], rounds: Round[] }} Measured */

const { rounds = '3' } = readArguments({ rounds: { type: 'string' } });
const machine = doctor().cpu;

for (let round = 1; round <= Number(rounds); round++) {
  console.error(`round ${round} of ${rounds} …`);
  await keep(await start());
}
for (const measured of await kept()) console.log(formatRange(measured));

/** @returns {Promise<Round>} */
async function start() {
  const clone = await mkdtemp(join(tmpdir(), 'sightline-start-'));
  try {
    await run('git', ['clone', '--quiet', '--depth=1', `file://${ROOT}`, clone], ROOT);
    await run('npm', ['start', '--', '--exit', '--port', '0'], clone);
    const runs = join(clone, '.sightline', 'runs');
    const [folder = ''] = await readdir(runs);
    const [timings, { evaluation }] = await Promise.all([
      readJson(join(runs, folder, 'timings.json')),
      readJson(join(runs, folder, 'run.json')),
    ]);
    const seconds = (/** @type {string} */ name) =>
      timings.find((/** @type {{ name: string }} */ timing) => timing.name === name).seconds;
    const [setUp, training, total] = [seconds('set-up'), seconds('train'), seconds('total')];
    const date = new Date().toISOString().slice(0, 10);
    const accuracy = evaluation.figures.accuracy.value;
    return { date, setUp, training, rest: total - setUp - training, total, accuracy };
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
async function run(command, args, cwd) {
  const { TEMPORAL_ADDRESS: _, SIGHTLINE_HOME: __, ...env } = process.env;
  const { code, output } = await runCommand(command, args, { cwd, env });
  if (code !== 0) throw new Error(`${command} ended with code ${code}:\n${output}`);
}

/** @param {string} path */
async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** @returns {Promise<Measured[]>} */
async function kept() {
  return readJson(FILE).catch(() => []);
}

/** @param {Round} round */
async function keep(round) {
  const all = await kept();
  const same = all.find((measured) => JSON.stringify(measured.machine) === JSON.stringify(machine));
  if (same) same.rounds.push(round);
  else all.push({ machine, rounds: [round] });
  await writeFile(FILE, `${JSON.stringify(all, null, 2)}\n`);
}

/** @param {Measured} measured */
function formatRange({ machine: { model, cores, features }, rounds: all }) {
  const rows = PARTS.map((part) => {
    const values = all.map((round) => round[part]).sort((one, other) => one - other);
    return `  ${part.padEnd(9)} ${values[0]?.toFixed(0)} to ${values.at(-1)?.toFixed(0)} s`;
  });
  const dates = all.map(({ date }) => date).sort();
  const accuracies = [...new Set(all.map(({ accuracy }) => accuracy))].join(', ');
  const days = `from ${dates[0]} to ${dates.at(-1)}`;
  const what = `${cores} cores of ${model} (${features.at(-1)}), ${all.length} rounds ${days}`;
  return [what, ...rows, `  accuracy  ${accuracies}`].join('\n');
}
