// @ts-check
// One try at a fault: an empty folder, times drawn from a seed, and the proof that the fault was there.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deriveSeed, RandomStream } from '@sightline/contracts';

/**
 * @typedef {object} Trial
 * @property {RandomStream} random from the id of the fault and the number of the trial
 * @property {string} folder empty at its begin, removed at its end
 * @property {import('./setting.mjs').Setting} setting what trials share: a Temporal server, some digits
 * @property {(proof: string) => void} fired says by what it is seen that the fault was there
 * @property {(tally: Partial<Tally>) => void} count adds to what must stay 0
 */
/**
 * What must never happen.
 *
 * @typedef {{ corruptArtifacts: number, lostRuns: number, doublePromotions: number }} Tally
 */
/**
 * @typedef {object} Fault
 * @property {string} id of the list of faults
 * @property {string} fault what is done
 * @property {string} end what must come of it
 * @property {boolean} [quick] takes at most a second or two: tried in `npm test`
 * @property {() => boolean} [possible] whether this machine allows it; always when left out
 * @property {(trial: Trial) => Promise<void>} run rejects where the end is another one
 */
/**
 * @typedef {{ number: number, seconds: number, fired?: string, problem?: string } & Tally} Outcome of a trial; without
 * `fired` the fault was not there in time, and the trial does not count
 */

/**
 * @param {Fault} fault
 * @param {{ number: number, setting: import('./setting.mjs').Setting }} options
 * @returns {Promise<Outcome>}
 */
export async function tryFault({ id, run }, { number, setting }) {
  const folder = await mkdtemp(join(tmpdir(), `sightline-fault-${id}-`));
  const began = performance.now();
  const tally = { corruptArtifacts: 0, lostRuns: 0, doublePromotions: 0 };
  /** @type {string | undefined} */
  let proof;
  /** @type {string | undefined} */
  let problem;
  try {
    await run({
      random: new RandomStream(deriveSeed(number, 'fault', id)),
      folder,
      setting,
      fired: (said) => {
        proof ??= said;
      },
      count: (more) => {
        for (const key of /** @type {(keyof Tally)[]} */ (Object.keys(tally))) tally[key] += more[key] ?? 0;
      },
    });
    for (const [key, value] of Object.entries(tally)) assert.equal(value, 0, key);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { number, seconds, ...(proof !== undefined && { fired: proof }), ...(problem && { problem }), ...tally };
}
