// @ts-check
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { followRun, startTrainToServe, startWorkerProcess } from '@sightline/workflows';
import { readRunState } from '@sightline/workflows/journal';
import { requestOf } from '../../histories/runs.mjs';
import { assertSameEnd, begin, openHome } from '../runs.mjs';

/** @type {import('../trial.mjs').Fault} */
export const poison = {
  id: 'F14',
  fault: 'a network that ends its process each time it is built, in one run of two at the same time',
  end: 'that run fails after five tries with workflows/stage-crashed; the other ends as one that nobody disturbed',
  async run(trial) {
    const { home, images, address, client, undisturbed } = await openHome(trial);
    const module = join(trial.folder, 'network.mjs');
    const signal = ['SIGABRT', 'SIGSEGV', 'SIGBUS'][trial.random.integer(3)];
    await writeFile(module, `export const build = () => process.kill(process.pid, '${signal}');\n`);
    const worker = await startWorkerProcess({ address, ...home });
    try {
      const request = requestOf({ client, home, images, name: 'poison' }, {});
      request.pipeline.model = { module, export: 'build' };
      const poisoned = `poison-${process.pid}-${Date.now()}`;
      await startTrainToServe(client, request, { home, runId: poisoned });
      const sound = await begin({ client, home, images, runId: `sound-${process.pid}-${Date.now()}` });
      const [error, result] = await Promise.all([
        followRun(client, poisoned, { runsFolder: home.runsFolder, onState: () => undefined }).then(
          () => undefined,
          (/** @type {{ code?: string }} */ failure) => failure,
        ),
        sound.ended(),
      ]);
      const { stages = [] } = (await readRunState(join(home.runsFolder, poisoned))) ?? {};
      const { failures = [] } = stages.find(({ stage }) => stage === 'train') ?? {};
      trial.fired(`${failures.length} tries ended by ${signal}`);
      assert.equal(error?.code, 'workflows/stage-crashed');
      assert.equal(failures.length, 5);
      await assertSameEnd(trial, { home, undisturbed }, result);
    } finally {
      await worker.close();
    }
  },
};
