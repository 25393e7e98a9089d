// @ts-check
// A model server that is asked without a pause while production moves.
import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRegistry, openStore } from '@sightline/artifacts';
import { startServer } from '@sightline/server';
import { startWorkerProcess } from '@sightline/workflows';
import { begin, homeIn } from '../runs.mjs';

const CLIENTS = 4;
const BY = { name: 'digits', alias: 'production', who: 'ada' };

/**
 * A copy of a store with two versions of the digits, the second in production.
 *
 * @param {import('../trial.mjs').Trial} trial
 */
async function storeOfTwo({ folder, setting }) {
  const [images, { address, client }] = [await setting.images(), await setting.temporal()];
  const made = await setting.once('two-versions', async (place) => {
    const home = homeIn(place);
    const worker = await startWorkerProcess({ address, ...home });
    for (const seed of [0, 1])
      await (await begin({ client, home, images, runId: `version-${seed}`, seed, epochs: 1 })).ended();
    await worker.close();
    return home.root;
  });
  const root = join(folder, 'store');
  await mkdir(root);
  await cp(made, root, { recursive: true });
  const [digit = ''] = await readdir(join(images, '3'));
  return { root, image: new Uint8Array(await readFile(join(images, '3', digit))) };
}

/**
 * @param {import('../trial.mjs').Trial} trial
 * @param {(at: { registry: import('@sightline/artifacts').Registry, root: string, serves: (version: number) =>
 *   Promise<void>, url: string }) => Promise<void>} act
 * @returns {Promise<{ answers: Map<number, number>, failed: string[] }>} how often each version answered
 */
async function underLoad(trial, act) {
  const { root, image } = await storeOfTwo(trial);
  const server = await startServer({ root });
  const over = new AbortController();
  /** @type {Map<number, number>} */
  const answers = new Map();
  /** @type {string[]} */
  const failed = [];
  const latest = { version: 0 };
  const ask = async () => {
    while (!over.signal.aborted) {
      const init = { method: 'POST', headers: { 'content-type': 'image/png' }, body: image };
      const response = await fetch(`${server.url}/v1/models/digits/images`, init);
      const { version } = /** @type {{ version: number }} */ (await response.json());
      latest.version = version;
      if (response.ok) answers.set(version, (answers.get(version) ?? 0) + 1);
      else failed.push(String(response.status));
    }
  };
  const clients = Array.from({ length: CLIENTS }, () => ask().catch((error) => failed.push(String(error))));
  try {
    const serves = async (/** @type {number} */ version) => {
      while (latest.version !== version) await sleep(2);
    };
    await serves(2);
    await sleep(trial.random.uniform(0, 1_000));
    await act({ registry: openRegistry(openStore(root)), root, serves, url: server.url });
  } finally {
    over.abort();
    await Promise.all(clients);
    await server.close();
  }
  return { answers, failed };
}

/** @type {import('../trial.mjs').Fault} */
export const rollbackUnderLoad = {
  id: 'F42',
  fault: `production is rolled back at a random time while ${CLIENTS} clients ask without a pause`,
  end: 'the version before answers within 1 s of the call; no request fails',
  async run(trial) {
    let milliseconds = Infinity;
    const { answers, failed } = await underLoad(trial, async ({ registry, serves }) => {
      const began = performance.now();
      await registry.rollback({ ...BY, why: 'a trial' });
      await serves(1);
      milliseconds = performance.now() - began;
    });
    trial.fired(`${answers.get(2)} answers before, version 1 after ${milliseconds.toFixed(0)} ms`);
    assert.deepEqual(failed, []);
    assert.ok(milliseconds <= 1_000, `it took ${milliseconds.toFixed(0)} ms`);
  },
};

/** @type {import('../trial.mjs').Fault} */
export const brokenModel = {
  id: 'F41',
  fault: `a version is promoted whose network is cut off at a random byte, while ${CLIENTS} clients ask`,
  end: 'the version before goes on serving and the server says why; no request fails',
  async run(trial) {
    const { answers, failed } = await underLoad(trial, async ({ registry, root, url }) => {
      const store = openStore(root);
      const { model } = await registry.version('digits', 2);
      const { files, lineage } = await store.manifest(model);
      const broken = await store.create('model', { ...lineage, input: 'cut off' }, async (writer) => {
        for (const { path, ...file } of files) {
          if (!path.endsWith('.onnx')) writer.reuse(path, { path, ...file });
          else {
            const bytes = await store.read(model, path);
            await writer.add(path, bytes.subarray(0, 1 + trial.random.integer(bytes.length - 1)));
          }
        }
      });
      const gate = { passed: true, checks: [] };
      const { version } = await registry.register({ name: 'digits', model: /** @type {any} */ (broken), gate });
      await registry.promote({ ...BY, version, why: 'a trial' });
      for (;;) {
        const health = await fetch(`${url}/health/ready`);
        const { failures = [] } = /** @type {{ failures?: { version: number, message: string }[] }} */ (
          await health.json()
        );
        const failure = failures.find((each) => each.version === version);
        if (failure) {
          trial.fired(failure.message.slice(0, 100));
          break;
        }
        await sleep(20);
      }
      await sleep(300);
    });
    assert.deepEqual(failed, []);
    assert.deepEqual([...answers.keys()], [2]);
  },
};
