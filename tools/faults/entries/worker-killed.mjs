// @ts-check
// What becomes of a run whose worker, or the process of whose stage, is ended.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorkerProcess } from '@sightline/workflows';
import { assertSameEnd, begin, EPOCHS, openHome } from '../runs.mjs';

/** @typedef {import('../trial.mjs').Trial} Trial */
/** @typedef {Awaited<ReturnType<typeof startWorkerProcess>>} Worker */

const SAME_END = 'the run ends as one that nobody disturbed: the same bytes of weights, one version, one promotion';

/** @param {number} pid the processes that it has started */
function childrenOf(pid) {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
}

/**
 * A run with a worker, disturbed.
 *
 * @param {Trial} trial
 * @param {(at: { run: Awaited<ReturnType<typeof begin>>, workers: Worker[], startWorker: () => Promise<Worker>, home:
 *   import('../runs.mjs').Home }) => Promise<void>} disturb `workers` are ended with the trial
 */
async function disturbed(trial, disturb) {
  const { home, images, address, client, undisturbed } = await openHome(trial);
  /** @type {Worker[]} */
  const workers = [];
  const startWorker = async () => {
    const worker = await startWorkerProcess({ address, ...home });
    workers.push(worker);
    return worker;
  };
  try {
    await startWorker();
    const run = await begin({ client, home, images, runId: `run-${process.pid}-${Date.now()}` });
    await disturb({ run, workers, startWorker, home });
    const result = await run.ended();
    await assertSameEnd(trial, { home, undisturbed }, result);
    return { result, state: await run.state() };
  } finally {
    for (const { pid } of workers) kill(pid, 'SIGCONT');
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

/** @type {import('../trial.mjs').Fault} */
export const workerKilled = {
  id: 'F1',
  fault: 'kill -9 of the worker in a random epoch',
  end: `${SAME_END}; no epoch is computed again but the one that was under way`,
  async run(trial) {
    const after = 1 + trial.random.integer(EPOCHS - 1);
    const { state } = await disturbed(trial, async ({ run, workers, startWorker }) => {
      await run.until(({ epochs }) => epochs.length >= after);
      await sleep(trial.random.uniform(0, 50));
      kill(/** @type {Worker} */ (workers[0]).pid, 'SIGKILL');
      await startWorker();
    });
    const train = state?.stages.find(({ stage }) => stage === 'train');
    if (train?.failures?.length)
      trial.fired(`killed after epoch ${after}: attempt ${train.attempt} ended the training`);
    assert.deepEqual(
      state?.epochs.map(({ epoch }) => epoch),
      Array.from({ length: EPOCHS }, (_, index) => index + 1),
    );
  },
};

/** @type {import('../trial.mjs').Fault} */
export const checkpointInterrupted = {
  id: 'F2',
  fault: 'kill -9 of the training while a checkpoint is written',
  end: `${SAME_END}, from the checkpoint before`,
  async run(trial) {
    const after = trial.random.integer(EPOCHS - 2);
    const { state } = await disturbed(trial, async ({ run, workers, home }) => {
      await run.until(({ epochs }) => epochs.length >= after && epochs.length > 0);
      const [child] = childrenOf(/** @type {Worker} */ (workers[0]).pid);
      if (child === undefined) return;
      await mkdir(join(home.root, 'temporary'), { recursive: true });
      // Written under a temporary name first: killed as soon as there is one.
      await new Promise((resolve) => {
        const watcher = watch(join(home.root, 'temporary'), () => {
          kill(child, 'SIGKILL');
          watcher.close();
          resolve(undefined);
        });
        void run
          .until(({ outcome }) => outcome !== undefined)
          .then(resolve)
          .then(() => watcher.close());
      });
    });
    const train = state?.stages.find(({ stage }) => stage === 'train');
    if (train?.failures?.length) trial.fired(`killed at a checkpoint: ${train.failures[0]?.message}`);
  },
};

/** @type {import('../trial.mjs').Fault} */
export const workersRestarted = {
  id: 'F4',
  fault: 'one of two workers is killed and replaced, again and again at random intervals, for the whole run',
  end: SAME_END,
  async run(trial) {
    let kills = 0;
    await disturbed(trial, async ({ run, workers, startWorker }) => {
      await startWorker();
      const over = run.until(({ outcome }) => outcome !== undefined).then(() => 'over');
      while ((await Promise.race([over, sleep(trial.random.uniform(1_000, 6_000))])) !== 'over' && kills < 8) {
        const victim = workers.splice(trial.random.integer(workers.length), 1)[0];
        if (victim) kill(victim.pid, 'SIGKILL');
        kills += 1;
        await startWorker();
      }
    });
    if (kills > 0) trial.fired(`${kills} workers killed`);
  },
};

/** @type {import('../trial.mjs').Fault} */
export const workerStopped = {
  id: 'F6',
  fault: 'SIGTERM to the worker at a random time, while another one is there',
  end: `it ends within its time, and the other goes on: ${SAME_END}`,
  async run(trial) {
    const after = trial.random.integer(EPOCHS);
    await disturbed(trial, async ({ run, workers, startWorker }) => {
      await run.until(
        ({ stages, epochs }) =>
          epochs.length >= after && stages.some(({ stage, status }) => stage === 'train' && status === 'running'),
      );
      await startWorker();
      const [worker] = /** @type {[Worker]} */ (workers);
      const computes = childrenOf(worker.pid).length > 0;
      const began = performance.now();
      await worker.close();
      const seconds = (performance.now() - began) / 1_000;
      if (computes) trial.fired(`ended after ${seconds.toFixed(1)} s, in the middle of a stage`);
      assert.ok(seconds < 25, `the worker took ${seconds} s to end`);
    });
  },
};

/** @type {import('../trial.mjs').Fault} */
export const workerFrozen = {
  id: 'F7',
  fault: 'the worker and its stage are frozen (SIGSTOP) at a random time, and wake up when another has gone on',
  end: `missed within the heartbeat's 15 s, and what it does late changes nothing: ${SAME_END}`,
  async run(trial) {
    const after = trial.random.integer(EPOCHS - 1);
    await disturbed(trial, async ({ run, workers, startWorker }) => {
      await run.until(
        ({ stages, epochs }) =>
          epochs.length >= after && stages.some(({ stage, status }) => stage === 'train' && status === 'running'),
      );
      const [worker] = /** @type {[Worker]} */ (workers);
      const frozen = [worker.pid, ...childrenOf(worker.pid)];
      for (const pid of frozen) kill(pid, 'SIGSTOP');
      await startWorker();
      const { stages } = await run.until(({ stages: now }) => now.some(({ attempt = 1 }) => attempt > 1));
      const again = stages.find(({ attempt = 1 }) => attempt > 1);
      if (again && frozen.length > 1) trial.fired(`frozen in ${again.stage}, which another worker began again`);
      await sleep(trial.random.uniform(0, 2_000));
      for (const pid of frozen) kill(pid, 'SIGCONT');
    });
  },
};

/** Where it shows that a stage is done, though nobody was told: its result, the version, the promotion. */
const DONE = {
  export: join('pointers', 'stages', 'export'),
  register: join('registry', 'digits', 'versions'),
  promote: join('registry', 'digits', 'promotions'),
};

/** @type {import('../trial.mjs').Fault} */
export const successLost = {
  id: 'F8',
  fault: 'kill -9 of the worker when a stage is done (export, register or promote) and has not been reported',
  end: `the stage runs twice and gives the same: ${SAME_END}`,
  async run(trial) {
    const names = /** @type {(keyof typeof DONE)[]} */ (Object.keys(DONE));
    const stage = /** @type {keyof typeof DONE} */ (names[trial.random.integer(names.length)]);
    const { state } = await disturbed(trial, async ({ run, workers, startWorker, home }) => {
      const folder = join(home.root, DONE[stage]);
      await mkdir(folder, { recursive: true });
      const seen = new Promise((resolve) => {
        const watcher = watch(folder, () => resolve(watcher.close()));
        void run.until(({ outcome }) => outcome !== undefined).then(() => resolve(watcher.close()));
      });
      await seen;
      kill(/** @type {Worker} */ (workers[0]).pid, 'SIGKILL');
      await startWorker();
    });
    const { attempt = 1 } = state?.stages.find((each) => each.stage === stage) ?? {};
    if (attempt > 1) trial.fired(`${stage} was done, and was run again as attempt ${attempt}`);
  },
};

/** @type {import('../trial.mjs').Fault} */
export const nobodyThere = {
  id: 'F3',
  fault: 'all workers are killed in a random epoch, and none is there for 20 to 40 s (10 min in the list)',
  end: `${SAME_END}, without anybody doing anything but starting a worker`,
  async run(trial) {
    const after = 1 + trial.random.integer(EPOCHS - 1);
    await disturbed(trial, async ({ run, workers, startWorker }) => {
      const { outcome } = await run.until(({ epochs }) => epochs.length >= after);
      kill(/** @type {Worker} */ (workers[0]).pid, 'SIGKILL');
      const away = trial.random.uniform(20_000, 40_000);
      await sleep(away);
      if (outcome === undefined) trial.fired(`no worker for ${(away / 1_000).toFixed(0)} s after epoch ${after}`);
      await startWorker();
    });
  },
};
