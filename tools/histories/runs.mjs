// @ts-check
// Small runs on some digits: started, answered, cancelled and followed to their ends.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openApproval } from '@sightline/contracts/run';
import { answerApproval, cancelRun, followRun, startRetrain, startTrainToServe } from '@sightline/workflows';
import { readRunState } from '@sightline/workflows/journal';

export const WHO = 'the recorder of histories';
const LOOK_MS = 100;

/**
 * @typedef {object} Setting
 * @property {import('@sightline/workflows').Client} client of a server with a worker
 * @property {{ root: string, runsFolder: string }} home
 * @property {string} images a folder of some digits
 * @property {string} name that of the run, of its pipeline and of its model
 */
/**
 * @typedef {object} Wanted
 * @property {string} [runId]
 * @property {boolean} [retrain] by `retrain`
 * @property {number} [epochs]
 * @property {number} [seed]
 * @property {number} [accuracy] that the gate wants at least
 * @property {import('@sightline/contracts').ApprovalRule} [approval]
 * @property {object} [schedule]
 */

/**
 * @param {Setting} setting
 * @param {Wanted} wanted
 * @returns {any} what a run is started with; parsed there
 */
export function requestOf({ images, name }, { epochs = 2, seed = 0, accuracy, approval, schedule }) {
  const minimum = accuracy === undefined ? {} : { accuracy };
  return {
    pipeline: {
      name,
      seed,
      ingest: { source: { path: images } },
      preprocess: { width: 28, height: 28, channels: 1 },
      model: { architecture: 'cnn', filters: [4] },
      fit: { epochs, batchSize: 16, optimizer: { kind: 'adam' } },
      gate: { minimum, minimumRecall: 0, betterThanConstant: false, notWorseThanProduction: false },
      deploy: { name, ...(approval && { approval }) },
      ...(schedule && { schedule }),
    },
    who: WHO,
  };
}

/**
 * @param {Setting} setting
 * @param {Wanted} wanted
 * @returns {Promise<string>} its id
 */
export function start(setting, wanted) {
  const { client, home, name } = setting;
  const begin = wanted.retrain ? startRetrain : startTrainToServe;
  return begin(client, requestOf(setting, wanted), { home, runId: wanted.runId ?? name });
}

/**
 * @param {Setting} setting
 * @param {string} runId
 * @returns {Promise<string>} the same id, when the run has ended in whichever way
 */
export async function ended({ client, home }, runId) {
  const following = followRun(client, runId, { runsFolder: home.runsFolder, onState: () => undefined });
  await following.catch((error) => console.log(`  ${runId}: ${error.message}`));
  return runId;
}

/**
 * A run that a person answers.
 *
 * @param {Setting} setting
 * @param {'approve' | 'reject'} decision
 */
export async function answered(setting, decision) {
  const runId = await start(setting, { approval: { within: '1d', otherwise: 'reject' } });
  await seen(setting, runId, ({ approvals }) => openApproval(approvals) !== undefined);
  await answerApproval(setting.client, runId, { decision, who: WHO, why: 'it is the one to be recorded' });
  return ended(setting, runId);
}

/**
 * A run that is cancelled in the middle of its training.
 *
 * @param {Setting} setting
 */
export async function cancelled(setting) {
  const runId = await start(setting, { epochs: 10_000 });
  await seen(setting, runId, ({ epochs }) => epochs.length > 0);
  await cancelRun(setting.client, runId, { runsFolder: setting.home.runsFolder, who: WHO });
  return ended(setting, runId);
}

/**
 * @param {Setting} setting
 * @param {string} runId
 * @param {(state: import('@sightline/contracts/run').RunState) => boolean} isSo
 */
async function seen({ home }, runId, isSo) {
  for (;;) {
    const state = await readRunState(join(home.runsFolder, runId));
    if (state && isSo(state)) return;
    await sleep(LOOK_MS);
  }
}
