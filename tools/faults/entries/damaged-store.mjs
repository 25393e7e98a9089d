// @ts-check
// Bytes of an artifact that change, or go, behind the store's back.
import assert from 'node:assert/strict';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { corruptArtifacts, ingested, readWhole, storeWithDataset } from '../dataset.mjs';

/** @typedef {(path: string, random: import('@sightline/contracts').RandomStream) => Promise<string>} Damage */

/** @type {Damage} */
async function flipBit(path, random) {
  const bytes = await readFile(path);
  const [place, bit] = [random.integer(bytes.length), random.integer(8)];
  bytes[place] = /** @type {number} */ (bytes[place]) ^ (1 << bit);
  await writeFile(path, bytes);
  return `bit ${bit} of byte ${place} of ${bytes.length}`;
}

/** @type {Damage} */
async function cutOff(path, random) {
  const { length } = await readFile(path);
  const kept = random.integer(length);
  await truncate(path, kept);
  return `${kept} of ${length} bytes kept`;
}

/** @type {Damage} */
async function remove(path) {
  await rm(path);
  return 'a file removed';
}

/**
 * @param {Pick<import('../trial.mjs').Fault, 'id' | 'fault'>} about
 * @param {readonly string[]} folders of the store: one of the files in them is damaged
 * @param {Damage} damage
 * @returns {import('../trial.mjs').Fault}
 */
function damaged(about, folders, damage) {
  return {
    ...about,
    end: 'noticed when it is read, nothing of it is given out; the stage run again makes the same artifact, whole',
    quick: true,
    async run(trial) {
      const { root, images, dataset } = await storeWithDataset(trial);
      const listed = await Promise.all(
        folders.map((name) => readdir(join(root, name), { recursive: true, withFileTypes: true })),
      );
      const files = listed.flat().filter((entry) => entry.isFile());
      const { parentPath, name } = files.toSorted((a, b) => (a.name < b.name ? -1 : 1))[
        trial.random.integer(files.length)
      ] ?? { parentPath: root, name: '' };
      trial.fired(`${await damage(join(parentPath, name), trial.random)}, in ${files.length} files`);
      await assert.rejects(readWhole(root, dataset), (/** @type {{ code?: string }} */ error) =>
        /^artifacts\/(corrupt|not-found)$/.test(error.code ?? ''),
      );
      assert.deepEqual(await ingested(images, root), dataset);
      await readWhole(root, dataset);
      trial.count({ corruptArtifacts: await corruptArtifacts(root) });
    },
  };
}

export const flippedBit = damaged({ id: 'F29', fault: 'a bit of a blob flips, at a random place' }, ['blobs'], flipBit);
export const truncated = damaged(
  { id: 'F30', fault: 'a blob or a manifest is cut off, at a random place' },
  ['blobs', 'manifests'],
  cutOff,
);
export const missing = damaged({ id: 'F31', fault: 'a random blob is missing' }, ['blobs'], remove);
