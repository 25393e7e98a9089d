/**
 * A worker as a process: `node worker-bin.js --address 127.0.0.1:7233 --root .sightline/artifacts
 * --runs-folder .sightline/runs`.
 */
import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { sightlineHome } from '@sightline/artifacts';
import { messageOf } from '@sightline/contracts';
import { runWorker } from './worker.ts';

const home = sightlineHome();
const { values } = parseArgs({
  options: {
    address: { type: 'string', default: '127.0.0.1:7233' },
    root: { type: 'string', default: home.root },
    'runs-folder': { type: 'string', default: home.runsFolder },
  },
});

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort());
// A file that grows beyond a limit (ulimit -f) is then an error with a name, as on a full disk.
process.on('SIGXFSZ', () => undefined);
// Started by another process, it ends with that one: whoever comes next must not wait for it. Stages end with it.
process.on('disconnect', () => process.exit(1));

// Signals are handled above, once.
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
try {
  await runWorker({
    address: values.address,
    root: values.root,
    runsFolder: values['runs-folder'],
    signal: stopping.signal,
    onReady: () => process.send?.('ready'),
  });
  process.exit(0);
} catch (error) {
  console.error(`The worker ended: ${messageOf(error)}`);
  process.exit(1);
}
