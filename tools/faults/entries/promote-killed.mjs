// @ts-check
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRegistry, openStore } from '@sightline/artifacts';
import { startProcess } from '../children.mjs';
import { assertWholeLog, registerModels } from '../models.mjs';

/** @type {import('../trial.mjs').Fault} */
export const promoteKilled = {
  id: 'F38',
  fault: 'kill -9 of a process in the middle of promotions',
  end: 'readers see the old or the new version, never none; the log is whole; the next promotion works',
  quick: true,
  async run({ random, folder, fired, count }) {
    await registerModels(folder, 2);
    let turns = 0;
    const promoting = startProcess('promotes', [folder], () => (turns += 1));
    await promoting.ready;
    const reading = new AbortController();
    const reader = read(folder, reading.signal);
    await sleep(random.uniform(0, 60));
    await promoting.kill();
    reading.abort();
    const seen = await reader;
    fired(`killed after ${turns} promotions; ${seen} reads meanwhile`);

    const registry = openRegistry(openStore(folder));
    const log = await registry.promotions('digits');
    assertWholeLog(log);
    // What was told as done is done; at most the one under way besides.
    assert.ok(log.length === turns || log.length === turns + 1, `${turns} promotions told, ${log.length} in the log`);
    const to = 3 - (log.at(-1)?.to ?? 2);
    await registry.promote({ name: 'digits', alias: 'production', version: to, who: 'ada', why: 'goes on' });
    const after = await registry.promotions('digits');
    assertWholeLog(after);
    count({ doublePromotions: after.length - log.length - 1 });
  },
};

/**
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {Promise<number>} how often an alias was read; rejects where it pointed nowhere
 */
async function read(root, signal) {
  let times = 0;
  while (!signal.aborted) {
    const version = (await openRegistry(openStore(root)).alias('digits', 'production'))?.version;
    assert.ok(version === 1 || version === 2, `production was ${version}`);
    times += 1;
  }
  return times;
}
