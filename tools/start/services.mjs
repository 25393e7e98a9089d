// @ts-check
// What runs beside the workflow: Temporal, the model server, the worker. Each ends with this process, however that ends.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startTemporalServer } from '@sightline/native';
import { startWorkerProcess } from '@sightline/workflows';

/** Temporal's usual port, where the `sightline` command looks for it. */
const TEMPORAL_PORT = 7233;

/**
 * @typedef {object} Services
 * @property {string} temporalAddress
 * @property {string} serverUrl
 * @property {() => Promise<void>} stop drains the worker, then ends the model server, then Temporal
 */

/**
 * Starts the services, or uses the Temporal server that TEMPORAL_ADDRESS names. What was started is stopped when a later one fails.
 *
 * @param {{ home: import('@sightline/cli').Home, port: number, signal: AbortSignal }} options `port` of the model server, or the next free one
 * @returns {Promise<Services>}
 */
export async function startServices({ home, port, signal }) {
  /** @type {(() => Promise<void>)[]} */
  const stops = [];
  const stop = async () => {
    for (let end = stops.pop(); end; end = stops.pop()) await end();
  };
  try {
    let temporalAddress = process.env.TEMPORAL_ADDRESS;
    if (!temporalAddress) {
      const temporalPort = (await isFree(TEMPORAL_PORT)) ? { port: TEMPORAL_PORT } : {};
      const temporal = await startTemporalServer({ ...temporalPort, databaseFile: home.databaseFile });
      stops.push(() => temporal.stop());
      temporalAddress = temporal.address;
    }
    signal.throwIfAborted();
    const server = await startModelServer(home.root, port);
    stops.push(server.stop);
    signal.throwIfAborted();
    const worker = await startWorkerProcess({ address: temporalAddress, root: home.root, runsFolder: home.runsFolder });
    stops.push(() => worker.close());
    signal.throwIfAborted();
    return { temporalAddress, serverUrl: server.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {string} root
 * @param {number} port
 */
async function startModelServer(root, port) {
  const child = fork(fileURLToPath(new URL('model-server.mjs', import.meta.url)), [root, String(port)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A group of its own: Ctrl-C on the terminal is for the parent, which ends it in its turn.
    detached: true,
  });
  const exited = once(child, 'exit');
  const [answer] = await Promise.race([once(child, 'message'), exited.then(() => [])]);
  if (!answer) throw new Error('The model server could not start; its last words are above.');
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  return { url: /** @type {{ url: string }} */ (answer).url, stop };
}

/** @param {number} port */
async function isFree(port) {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
