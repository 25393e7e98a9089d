// @ts-check
// What the trials of a session share: it is made when the first one asks for it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTemporalServer } from '@sightline/native';
import { connect } from '@sightline/workflows';
import { runCommand } from '../command.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @typedef {object} Setting
 * @property {() => Promise<string>} images a folder of 200 digits
 * @property {() => Promise<{ address: string, client: import('@sightline/workflows').Client }>} temporal
 * @property {<Value>(name: string, make: (folder: string) => Promise<Value>) => Promise<Value>} once what is made once
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Setting>} */
export async function openSetting() {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-faults-'));
  /** @type {Map<string, Promise<any>>} */
  const made = new Map();
  /** @type {(() => Promise<void>)[]} */
  const closing = [];
  /** @type {Setting['once']} */
  const once = (name, make) => {
    const known = made.get(name) ?? make(join(folder, name));
    made.set(name, known);
    return known;
  };
  return {
    once,
    images: () =>
      once('digits', async (images) => {
        const prepare = join(ROOT, 'examples', 'digits', 'prepare.mjs');
        const { code, output } = await runCommand(process.execPath, [prepare, images, '--limit', '200'], { cwd: ROOT });
        if (code !== 0) throw new Error(output);
        return images;
      }),
    temporal: () =>
      once('temporal', async () => {
        const server = await startTemporalServer();
        const client = await connect(server.address, 60_000);
        closing.push(
          () => client.connection.close(),
          () => server.stop(),
        );
        return { address: server.address, client };
      }),
    async close() {
      for (const close of closing) await close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
