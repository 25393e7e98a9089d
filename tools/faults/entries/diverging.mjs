// @ts-check
import assert from 'node:assert/strict';
import { openRegistry, openStore } from '@sightline/artifacts';
import { followRun, startTrainToServe, startWorkerProcess } from '@sightline/workflows';
import { requestOf } from '../../histories/runs.mjs';
import { corruptArtifacts } from '../dataset.mjs';
import { openHome } from '../runs.mjs';

/** @type {import('../trial.mjs').Fault} */
export const diverging = {
  id: 'F37',
  fault: 'a learning rate between 1e20 and 1e36: the loss is not a number after some steps',
  end: 'the run fails once, with trainer/diverged, and is not tried again; nothing is registered',
  async run({ random, setting, folder, fired, count }) {
    const { home, images, address, client } = await openHome({ random, setting, folder, fired, count });
    const worker = await startWorkerProcess({ address, ...home });
    try {
      const request = requestOf({ client, home, images, name: 'digits' }, { epochs: 3, seed: random.integer(1_000) });
      const learningRate = 10 ** random.uniform(20, 36);
      request.pipeline.fit.optimizer = { kind: 'sgd', learningRate };
      const runId = await startTrainToServe(client, request, { home, runId: `nan-${process.pid}-${Date.now()}` });
      let tries = 0;
      const onState = (/** @type {import('@sightline/workflows').LiveRun} */ { stages }) => {
        tries = stages.find(({ stage }) => stage === 'train')?.failures?.length ?? 0;
      };
      /** @type {{ code?: string, message: string }} */
      const error = await followRun(client, runId, { runsFolder: home.runsFolder, onState }).then(
        () => assert.fail('it trained'),
        (reason) => reason,
      );
      fired(`learning rate ${learningRate.toExponential(0)}: ${error.message.slice(0, 100)}`);
      assert.equal(error.code, 'trainer/diverged');
      assert.equal(tries, 1);
      assert.deepEqual(await openRegistry(openStore(home.root)).versions('digits'), []);
      count({ corruptArtifacts: await corruptArtifacts(home.root) });
    } finally {
      await worker.close();
    }
  },
};
