// @ts-check
// The model server as a process of its own: `node model-server.mjs <store> <port>`. It tells its parent its address and ends with it.
import { startServer } from '@sightline/server';

const PORTS_TO_TRY = 50;

const [root = '', firstPort = '0'] = process.argv.slice(2);
const server = await listen(Number(firstPort));
process.send?.({ url: server.url });

const stop = () => void server.close().finally(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('disconnect', stop);

/**
 * @param {number} first port to try; the next ones follow while it is taken
 * @returns {Promise<import('@sightline/server').RunningServer>}
 */
async function listen(first) {
  for (let port = first; ; port++) {
    try {
      return await startServer({ root, port, logger: { info: () => {}, warn: (text) => console.error(text) } });
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || port >= first + PORTS_TO_TRY) throw error;
    }
  }
}
