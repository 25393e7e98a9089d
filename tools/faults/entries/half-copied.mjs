// @ts-check
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '@sightline/artifacts';
import { startProcess } from '../children.mjs';
import { corruptArtifacts } from '../dataset.mjs';

/** @type {import('../trial.mjs').Fault} */
export const halfCopied = {
  id: 'F43',
  fault: 'kill -9 in the middle of writing the files of a model',
  end: 'what is not whole is not there: each artifact that the store lists verifies, and all that were told are listed',
  quick: true,
  async run({ random, folder, fired, count }) {
    /** @type {string[]} */
    const told = [];
    const writing = startProcess('creates', [folder], (id) => told.push(id));
    await writing.ready;
    await sleep(random.uniform(0, 120));
    await writing.kill();
    const store = openStore(folder);
    const blobs = (await store.backend.list('blobs/')).length;
    const listed = new Set(await store.ids());
    if (blobs % 20 !== 0) fired(`${blobs} blobs of ${listed.size} artifacts of 20 files each`);
    for (const id of told) assert.ok(listed.has(id), 'an artifact that was told is not there');
    assert.ok(listed.size <= told.length + 1, 'an artifact is there that was not told');
    count({ corruptArtifacts: await corruptArtifacts(folder) });
  },
};
