// @ts-check
// Real runs of a small pipeline, disturbed, and what must hold of them whatever happened.
import assert from 'node:assert/strict';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRegistry, openStore } from '@sightline/artifacts';
import { followRun, startTrainToServe, startWorkerProcess } from '@sightline/workflows';
import { readRunState } from '@sightline/workflows/journal';
import { requestOf } from '../histories/runs.mjs';
import { corruptArtifacts } from './dataset.mjs';

const LOOK_MS = 20;
const NAME = 'digits';
/** Long enough to be hit in the middle, short enough to be tried often. */
export const EPOCHS = 6;
/** What a trial computes itself; what comes before is known from a run that nobody disturbed. */
const AFRESH = ['train', 'evaluate', 'gate', 'export'];

/** @typedef {{ root: string, runsFolder: string }} Home */
/** @typedef {import('@sightline/contracts').RunResult} RunResult */

/**
 * A home in which everything before the training is known, and the run that nobody disturbed.
 *
 * @param {import('./trial.mjs').Trial} trial
 */
export async function openHome({ folder, setting }) {
  const [images, { address, client }] = [await setting.images(), await setting.temporal()];
  const known = await setting.once('undisturbed', async (place) => {
    const home = homeIn(place);
    const worker = await startWorkerProcess({ address, ...home });
    const run = await begin({ client, home, images, runId: 'undisturbed' });
    const result = await run.ended();
    await worker.close();
    for (const stage of AFRESH) await rm(join(home.root, 'pointers', 'stages', stage), { recursive: true });
    await rm(join(home.root, 'registry'), { recursive: true });
    return { home, result };
  });
  const home = homeIn(folder);
  await mkdir(home.root);
  await cp(known.home.root, home.root, { recursive: true });
  return { home, images, address, client, undisturbed: known.result };
}

/** @param {string} folder */
export function homeIn(folder) {
  return { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
}

/**
 * @param {{ client: import('@sightline/workflows').Client, home: Home, images: string, runId: string, epochs?:
 *   number, seed?: number, approval?: import('@sightline/contracts').ApprovalRule }} of
 */
export async function begin({ client, home, images, runId, epochs = EPOCHS, seed = 0, approval }) {
  const request = requestOf({ client, home, images, name: NAME }, { epochs, seed, ...(approval && { approval }) });
  await startTrainToServe(client, request, { home, runId });
  return {
    runId,
    state: () => readRunState(join(home.runsFolder, runId)),
    /** Waits until the run stands as it is asked. */
    async until(/** @type {(state: import('@sightline/contracts/run').RunState) => boolean} */ isSo) {
      for (;;) {
        const state = await readRunState(join(home.runsFolder, runId));
        if (state && (isSo(state) || state.outcome !== undefined)) return state;
        await sleep(LOOK_MS);
      }
    },
    /** @returns {Promise<RunResult>} */
    async ended() {
      const following = followRun(client, runId, { runsFolder: home.runsFolder, onState: () => undefined });
      return /** @type {RunResult} */ (await following);
    },
  };
}

/**
 * That a run which was disturbed ended as the one that was not: the same weights, one version, one promotion.
 *
 * @param {import('./trial.mjs').Trial} trial
 * @param {{ home: Home, undisturbed: RunResult }} of
 * @param {RunResult | undefined} result
 */
export async function assertSameEnd({ count }, { home, undisturbed }, result) {
  count({ lostRuns: result?.outcome === 'promoted' ? 0 : 1 });
  const log = await openRegistry(openStore(home.root)).promotions(NAME);
  count({ doublePromotions: Math.max(0, log.length - 1), corruptArtifacts: await corruptArtifacts(home.root) });
  assert.equal(result?.artifacts['trainedModel']?.id, undisturbed.artifacts['trainedModel']?.id, 'the weights');
  assert.deepEqual(
    log.map(({ to }) => to),
    [1],
  );
  assert.equal((await openRegistry(openStore(home.root)).versions(NAME)).length, 1);
}
