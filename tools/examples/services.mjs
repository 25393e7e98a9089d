// @ts-check
// What the runs of examples share: a separate home, its Temporal server and one worker.
import { sightlineHome } from '@sightline/artifacts';
import { openService } from '@sightline/workflows';

/**
 * Starts them, and names the home in this process' environment, where `up` looks for it.
 *
 * @param {string} folder of the home: store, runs
 * @returns {Promise<() => Promise<void>>} ends what was started
 */
export async function startServices(folder) {
  process.env.SIGHTLINE_HOME = folder;
  const address = process.env.TEMPORAL_ADDRESS || undefined;
  const { close } = await openService(sightlineHome(), { worker: true, lasting: true, address });
  return close;
}
