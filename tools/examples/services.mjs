// @ts-check
// What the runs of examples share: a separate home, a Temporal server on a free port and one worker.
import { sightlineHome } from '@sightline/artifacts';
import { startTemporalServer } from '@sightline/native';
import { startWorkerProcess } from '@sightline/workflows';

/**
 * Starts them and names them in this process' environment, where `up` looks for them.
 *
 * @param {string} folder of the home: store, runs
 * @returns {Promise<() => Promise<void>>} ends what was started
 */
export async function startServices(folder) {
  const temporal = await startTemporalServer();
  process.env.SIGHTLINE_HOME = folder;
  process.env.TEMPORAL_ADDRESS = temporal.address;
  try {
    const worker = await startWorkerProcess({ address: temporal.address, ...sightlineHome() });
    return async () => {
      await worker.close();
      await temporal.stop();
    };
  } catch (error) {
    await temporal.stop();
    throw error;
  }
}
