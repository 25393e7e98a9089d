import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { setInterval as every } from 'node:timers/promises';
import type { Home } from '@sightline/artifacts';
import { messageOf } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { startWorkerProcess } from '../worker/worker-process.ts';
import { listenForLeases } from './control.ts';
import { createLeases } from './leases.ts';
import { openTemporalServer, type OpenTemporal } from './own-temporal.ts';
import { processStart } from './process-start.ts';
import { releaseLost } from './release-lost.ts';
import { claimHome, isOwn, removeRecord, replaceRecord, type ServiceRecord } from './service-record.ts';
import { superviseWorker } from './supervise-worker.ts';

const LOOK_MS = 1_000;

interface ServiceOptions {
  /** The address of a Temporal server that is not the home's own. */
  named?: string | undefined;
  /** Aborted to end it, whoever uses it. */
  signal: AbortSignal;
  log: (text: string) => void;
}

/**
 * Serves a home until the last lease has ended: owns its Temporal server, unless another one is named, and a worker
 * while a lease wants one. Returns at once where another process serves the home.
 *
 * @throws WorkflowsError `workflows/service-failed` when Temporal ended by itself or the home was removed
 */
export async function runService(home: Home, { named, signal, log }: ServiceOptions): Promise<void> {
  const { root, runsFolder } = home;
  const token = randomUUID();
  const { version } = createRequire(import.meta.url)('@sightline/workflows/package.json') as { version: string };
  const about = { pid: process.pid, startedAt: new Date().toISOString(), version };
  let found: { address?: string } = {};

  const port = await listenForLeases({
    token,
    state: () => ({ ...about, ...found, ...leases.state() }),
    onLease: (holder) => leases.take(holder),
  });
  const record = { ...about, processStart: (await processStart(process.pid)) ?? '', port, token };
  const claimed = claimHome(home, record);
  const temporal = claimed.then((isOurs) => {
    if (!isOurs) throw new WorkflowsError('workflows/service-failed', 'Another process serves the home.');
    return openTemporalServer(home, named);
  });
  const leases = createLeases({
    address: temporal.then(({ address }) => address),
    async startWorker() {
      const { address, client } = await temporal;
      await releaseLost(client, root);
      return superviseWorker({
        start: () => startWorkerProcess({ address, root, runsFolder }),
        onLost: (how) => {
          log(`The worker ${how}.`);
          leases.note(`The worker ${how}; another one takes over.`);
          releaseLost(client, root, how).catch((error: unknown) => log(messageOf(error)));
        },
      });
    },
  });
  if (!(await claimed)) return;

  const publish = async ({ address }: OpenTemporal) => {
    found = { address };
    await replaceRecord(home, { ...record, ...found });
  };
  const ended = new AbortController();
  try {
    // Those who wait for a server that does not start are told, and leave.
    await temporal.then(publish, (error: unknown) => log(messageOf(error)));
    await Promise.race([leases.over, aborted(signal), broken(home, record, temporal, ended.signal)]);
  } finally {
    ended.abort();
  }
  await leases.close();
  await temporal.then(({ stop }) => stop()).catch(() => undefined);
  await removeRecord(home, record);
}

/** Rejects when nothing is left to serve. */
async function broken(
  home: Home,
  record: ServiceRecord,
  temporal: Promise<OpenTemporal>,
  ended: AbortSignal,
): Promise<void> {
  const { isAlive } = await temporal.catch(() => ({ isAlive: () => true }));
  for await (const _ of every(LOOK_MS, undefined, { signal: ended })) {
    if (!(await isOwn(home, record)))
      throw new WorkflowsError('workflows/service-failed', `${home.serviceFile} was removed or replaced.`);
    if (isAlive()) continue;
    await removeRecord(home, record);
    throw new WorkflowsError('workflows/service-failed', 'The Temporal server ended by itself.');
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
