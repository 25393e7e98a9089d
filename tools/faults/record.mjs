// @ts-check
// What was counted, in docs/benchmarks/faults.json: added to, so that a long count can be made in pieces.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILE = join(ROOT, 'docs', 'benchmarks', 'faults.json');

/**
 * @typedef {object} Counted
 * @property {string} id
 * @property {string} fault
 * @property {string} end
 * @property {number} tries made so far: the next one has the number after it
 * @property {number} trials those in which the fault was there
 * @property {number} passed of these
 * @property {string} proof that it was there, of the last trial
 * @property {string[]} problems of those that did not pass
 * @property {import('./trial.mjs').Tally} tally
 * @property {{ all: number, longest: number }} seconds of the trials together, and of the longest
 */
/** @typedef {{ machine: object, date: string, faults: Counted[], notCovered: Record<string, string> }} Kept */

/**
 * @param {Readonly<Record<string, string>>} notCovered
 * @returns {Promise<Kept>}
 */
export async function readKept(notCovered) {
  const faults = await readFile(FILE, 'utf8').then(
    (text) => /** @type {Kept} */ (JSON.parse(text)).faults,
    () => [],
  );
  const machine = { model: cpus()[0]?.model.trim(), cores: cpus().length, node: process.version };
  return { machine, date: new Date().toISOString().slice(0, 10), faults, notCovered };
}

/** @param {Kept} kept */
export async function writeKept(kept) {
  const faults = kept.faults.toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
  await writeFile(FILE, `${JSON.stringify({ ...kept, faults }, null, 2)}\n`);
}

/**
 * @param {Kept} kept
 * @param {import('./trial.mjs').Fault} fault
 * @returns {Counted} what is known of it, or a beginning; by another description it is another fault
 */
export function countedOf(kept, { id, fault, end }) {
  const same = kept.faults.find((counted) => counted.id === id && counted.fault === fault && counted.end === end);
  if (same) return same;
  const tally = { corruptArtifacts: 0, lostRuns: 0, doublePromotions: 0 };
  const fresh = {
    id,
    fault,
    end,
    tries: 0,
    trials: 0,
    passed: 0,
    proof: '',
    problems: [],
    tally,
    seconds: { all: 0, longest: 0 },
  };
  kept.faults = [...kept.faults.filter((counted) => counted.id !== id), fresh];
  return fresh;
}

/**
 * @param {Counted} counted
 * @param {import('./trial.mjs').Outcome} outcome
 */
export function count(counted, { number, fired, problem, seconds, ...tally }) {
  counted.tries = number;
  for (const key of /** @type {(keyof typeof tally)[]} */ (Object.keys(tally))) counted.tally[key] += tally[key];
  // What failed before the fault was there is a failure all the same.
  if (fired === undefined && problem === undefined) return;
  counted.trials += 1;
  counted.proof = fired ?? counted.proof;
  counted.seconds.all = Math.round(10 * (counted.seconds.all + seconds)) / 10;
  counted.seconds.longest = Math.max(counted.seconds.longest, seconds);
  if (problem === undefined) counted.passed += 1;
  else counted.problems.push(`trial ${number}: ${problem}`);
}

/** @param {Counted} counted */
export function formatCounted({ id, fault, trials, passed, tries, seconds }) {
  const missed = tries - trials;
  const late = missed > 0 ? `, ${missed} in which it came too late` : '';
  const rest = `${(seconds.all / Math.max(1, trials)).toFixed(1)} s each${late}`;
  return `${id.padEnd(4)} ${String(passed).padStart(3)} of ${String(trials).padStart(3)}  ${fault} (${rest})`;
}
