// @ts-check
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRegistry, openStore } from '@sightline/artifacts';
import { startProcess } from '../children.mjs';
import { assertWholeLog, registerModels } from '../models.mjs';

/** @type {import('../trial.mjs').Fault} */
export const promotionsAtOnce = {
  id: 'F39',
  fault: 'two processes promote two versions at once, each instead of none',
  end: 'one promotes, the other is refused as artifacts/conflict; one entry in the log',
  quick: true,
  async run({ random, folder, fired, count }) {
    await registerModels(folder, 2);
    const both = ['1', '2'].map((version) => startProcess('promotes-once', [folder, version]));
    await Promise.all(both.map(({ ready }) => ready));
    const answers = both.map(({ child }) => once(child, 'message').then(([said]) => said));
    for (const { child } of random.shuffle([...both])) {
      child.send('go');
      await sleep(random.uniform(0, 3));
    }
    const said = await Promise.all(answers);
    await Promise.all(both.map(({ ended }) => ended));
    const promoted = said.filter((each) => 'promoted' in each);
    fired(`one was told ${said[0].refused ?? 'promoted'}, the other ${said[1].refused ?? 'promoted'}`);
    count({ doublePromotions: promoted.length - 1 });
    assert.deepEqual(
      said.flatMap((each) => each.refused ?? []),
      ['artifacts/conflict'],
    );
    const log = await openRegistry(openStore(folder)).promotions('digits');
    assertWholeLog(log);
    assert.deepEqual(
      log.map(({ to }) => to),
      [promoted[0].promoted],
    );
  },
};
