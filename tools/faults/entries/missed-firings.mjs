// @ts-check
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTemporalServer } from '@sightline/native';
import { connect, createSchedule, showSchedule } from '@sightline/workflows';
import { requestOf } from '../../histories/runs.mjs';

const EVERY_S = 2;
const WINDOW_S = 10;

/** @type {import('../trial.mjs').Fault} */
export const missedFirings = {
  id: 'F10',
  fault: 'the Temporal server is away over some times of a schedule, for longer than its catch-up window',
  end: 'the runs within the window are made up for, those before are counted as missed, and none is double or lost',
  async run({ random, folder, fired, count }) {
    const databaseFile = join(folder, 'temporal.db');
    const home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
    const schedule = { every: `${EVERY_S}s`, timeZone: 'UTC', overlap: 'allow-all', catchUpWindow: `${WINDOW_S}s` };
    let server = await startTemporalServer({ databaseFile });
    const port = Number(server.address.split(':').at(-1));
    let client = await connect(server.address, 60_000);
    try {
      const setting = { client, home, images: folder, name: 'digits' };
      await createSchedule(client, requestOf(setting, { schedule }), home);
      await sleep(random.uniform(2_000, 6_000));
      await client.connection.close();
      process.kill(server.pid, 'SIGKILL');
      const away = random.uniform(WINDOW_S + 4, WINDOW_S + 12);
      await sleep(away * 1_000);
      server = await startTemporalServer({ databaseFile, port });
      client = await connect(server.address, 60_000);
      const shown = await until(async () => {
        const now = await showSchedule(client, 'digits', home);
        return now.missed > 0 && now.started > 0 ? now : undefined;
      });
      fired(`away for ${away.toFixed(0)} s: ${shown.missed} missed, ${shown.started} started`);
      await sleep(3 * EVERY_S * 1_000);
      const { missed, started } = await showSchedule(client, 'digits', home);
      const ids = [];
      for await (const { workflowId } of client.workflow.list()) ids.push(workflowId);
      const runs = ids.filter((id) => id.startsWith('digits-')).map((id) => id.slice(-20));
      const times = [...new Set(runs)].map((time) => Date.parse(time)).sort((a, b) => a - b);
      count({ doublePromotions: 0, lostRuns: Math.max(0, times.length - runs.length) });
      assert.equal(new Set(runs).size, runs.length, 'a time was run twice');
      const [first] = times;
      const last = times.at(-1);
      assert.ok(first !== undefined && last !== undefined, 'no run was started');
      const due = (last - first) / (EVERY_S * 1_000) + 1;
      assert.ok(Math.abs(due - times.length - missed) <= 1, `${due} due, ${times.length} runs, ${missed} missed`);
      assert.ok(started >= times.length - 1, `${started} started, ${times.length} runs`);
    } finally {
      await client.connection.close();
      await server.stop();
    }
  },
};

/**
 * @template Found
 * @param {() => Promise<Found | undefined>} look
 * @returns {Promise<Found>}
 */
async function until(look) {
  for (const deadline = Date.now() + 60_000; ; await sleep(200)) {
    const found = await look();
    if (found !== undefined) return found;
    assert.ok(Date.now() < deadline, 'nothing was missed or started within a minute');
  }
}
