// @ts-check
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createContext } from '@sightline/artifacts';
import { promote } from '@sightline/deployer';
import { registerModels } from '../models.mjs';

/** @type {import('../trial.mjs').Fault} */
export const unfitPromotion = {
  id: 'F40',
  fault: 'a version is promoted whose gate did not pass, or of whose files a random bit has flipped',
  end: 'refused, with the reason; production stays as it is',
  quick: true,
  async run({ random, folder, fired }) {
    const isRefused = random.next() < 0.5;
    const registry = await registerModels(folder, 1);
    await registerModels(folder, 2, false);
    const context = createContext({ root: folder });
    const by = { name: 'digits', alias: 'production', who: 'ada', why: 'a trial' };
    await promote({ ...by, version: 1 }, context);
    const { model } = await registry.version('digits', 1);
    const version = isRefused ? 2 : 1;
    if (!isRefused) {
      const [file] = (await context.artifacts.manifest(model)).files;
      const path =
        (await context.artifacts.backend.localPath(`blobs/${file?.sha256.slice(0, 2)}/${file?.sha256}`)) ?? '';
      const bytes = await readFile(path);
      const place = random.integer(bytes.length);
      bytes[place] = /** @type {number} */ (bytes[place]) ^ (1 << random.integer(8));
      await writeFile(path, bytes);
    }
    const code = isRefused ? 'deployer/not-promotable' : 'artifacts/corrupt';
    await assert.rejects(promote({ ...by, version }, createContext({ root: folder })), { code });
    fired(code);
    assert.equal((await registry.promotions('digits')).length, 1);
  },
};
