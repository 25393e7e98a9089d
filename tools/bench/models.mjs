// @ts-check
// `npm run bench:models [-- --only digits,transfer --seeds 3]`: trains the examples from several seeds and measures
// them on their test splits, with baselines; prints a table and writes docs/benchmarks/models.json. What a store
// (SIGHTLINE_HOME) has of earlier runs is not computed again.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, sightlineHome } from '@sightline/artifacts';
import { doctor } from '@sightline/engine';
import { orWrongUsage, readArguments } from '../arguments.mjs';
import { runScript } from '../examples/run-script.mjs';
import { formatSpread, spreadOf } from './models/spread.mjs';
import { TASKS } from './models/tasks.mjs';

const RESULTS = fileURLToPath(new URL('../../docs/benchmarks/models.json', import.meta.url));

/**
 * @typedef {import('./models/tasks.mjs').Measured} Measured
 *
 * @typedef {{ name: string, figure: string, mean: number, deviation: number | null, values: number[] }} Row
 */

const values = orWrongUsage(() =>
  readArguments({
    only: { type: 'string', default: Object.keys(TASKS).join(',') },
    seeds: { type: 'string', default: '3' },
    'no-save': { type: 'boolean', default: false },
  }),
);
const seeds = Number(values.seeds);
if (!(Number.isInteger(seeds) && seeds > 0)) {
  throw new Error(`--seeds is ${values.seeds}; it must be a whole number, 1 or more.`);
}
const only = values.only.split(',');
for (const name of only) {
  if (Object.hasOwn(TASKS, name)) continue;
  throw new Error(`--only has ${name}, which is none of ${Object.keys(TASKS).join(', ')}.`);
}
const say = (/** @type {string} */ text) => console.error(text);
const context = createContext({ root: sightlineHome().root, logger: { info: say, warn: say } });
for (const name of only) await measureTask(name);
process.exit();

/** @param {string} name */
async function measureTask(name) {
  const task = /** @type {import('./models/tasks.mjs').MeasuredTask} */ (TASKS[name]);
  say(`${name}: ${task.title}`);
  await runScript(task.prepare);
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (let seed = 1; seed <= seeds; seed++) {
    for (const { name: what, figure, value } of await task.measure(seed, context, say)) {
      say(`  seed ${seed} of ${seeds}, ${what}: ${figure} ${(100 * value).toFixed(2)} %`);
      const row = rows.get(`${what} ${figure}`) ?? { name: what, figure, mean: 0, deviation: null, values: [] };
      const all = [...row.values, value];
      rows.set(`${what} ${figure}`, { ...row, ...spreadOf(all), values: all });
    }
  }
  console.log(`\n${task.title}\n  wanted: ${task.target}`);
  for (const { name: what, figure, values: all } of rows.values()) {
    console.log(`  ${`${what}, ${figure}`.padEnd(56)}${formatSpread(all)}`);
  }
  if (!values['no-save']) await save(name, task, [...rows.values()]);
}

/**
 * Replaces what the file has of this task.
 *
 * @param {string} name
 * @param {import('./models/tasks.mjs').MeasuredTask} task
 * @param {readonly Row[]} rows
 */
async function save(name, { title, target, specs }, rows) {
  const { cpu, threads, oneDnn, tensorflow, tfjs, node } = doctor();
  const date = new Date().toISOString().slice(0, 10);
  const measured = {
    title,
    target,
    specs: specs.map((spec) => `examples/${spec}`),
    date,
    seeds,
    machine: { ...cpu, threads: threads.intraOp, oneDnn },
    versions: { tensorflow, tfjs, node },
    rows,
  };
  const file = { tasks: { ...(await earlierTasks()), [name]: measured } };
  await mkdir(dirname(RESULTS), { recursive: true });
  await writeFile(RESULTS, `${JSON.stringify(file, null, 2)}\n`);
}

async function earlierTasks() {
  try {
    return JSON.parse(await readFile(RESULTS, 'utf8')).tasks;
  } catch {
    return {};
  }
}
