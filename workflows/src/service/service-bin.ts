/** The service of a home as a process: `node service-bin.js --home .sightline [--address 127.0.0.1:7233]`. */
import { parseArgs } from 'node:util';
import { sightlineHome } from '@sightline/artifacts';
import { messageOf } from '@sightline/contracts';
import { runService } from './service.ts';

const { values } = parseArgs({ options: { home: { type: 'string' }, address: { type: 'string' } } });
const stopping = new AbortController();
process.on('SIGTERM', () => stopping.abort());
// It outlives the terminal that the first command was typed in.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

const log = (text: string) => console.error(`${new Date().toISOString()} ${text}`);
try {
  const home = sightlineHome({ ...process.env, ...(values.home && { SIGHTLINE_HOME: values.home }) });
  await runService(home, { named: values.address, signal: stopping.signal, log });
  process.exit(0);
} catch (error) {
  log(messageOf(error));
  process.exit(1);
}
