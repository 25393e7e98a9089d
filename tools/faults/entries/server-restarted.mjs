// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { startTemporalServer } from '@sightline/native';
import { connect, startWorkerProcess } from '@sightline/workflows';
import { assertSameEnd, begin, openHome } from '../runs.mjs';

/** @type {import('../trial.mjs').Fault} */
export const serverRestarted = {
  id: 'F5',
  fault: 'kill -9 of the Temporal server at a random time; it is back after 0 to 5 s',
  end: 'the run ends as one that nobody disturbed: the same bytes of weights, one version, one promotion',
  async run(trial) {
    const { home, images, undisturbed } = await openHome(trial);
    const databaseFile = join(trial.folder, 'temporal.db');
    let server = await startTemporalServer({ databaseFile });
    const { address } = server;
    const port = Number(address.split(':').at(-1));
    const client = await connect(address, 60_000);
    const worker = await startWorkerProcess({ address, ...home });
    try {
      const run = await begin({ client, home, images, runId: 'restarted' });
      const ended = run.ended();
      const result = ended.catch(() => undefined);
      const wait = trial.random.uniform(0, 6_000);
      await Promise.race([result, sleep(wait)]);
      const { outcome, stages = [] } = (await run.state()) ?? {};
      process.kill(server.pid, 'SIGKILL');
      await sleep(trial.random.uniform(0, 5_000));
      server = await startTemporalServer({ databaseFile, port });
      const at = stages.find(({ status }) => status === 'running')?.stage;
      if (outcome === undefined) trial.fired(`killed after ${(wait / 1_000).toFixed(1)} s, ${at ?? 'between stages'}`);
      await assertSameEnd(trial, { home, undisturbed }, await ended);
    } finally {
      await worker.close();
      await client.connection.close();
      await server.stop();
    }
  },
};
