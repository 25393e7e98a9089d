import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { probeStore, sightlineHome, type Home } from '@sightline/artifacts';
import { messageOf } from '@sightline/contracts';
import type { ServiceState } from '@sightline/workflows';
import type { Command } from 'commander';
import { outputOf } from '../output.ts';
import { table } from '../terminal/format.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('report the engine, Temporal, the artifact store, folders and disk, and why a fallback is used')
    .addHelpText('before', 'Examples:\n  sightline doctor\n  sightline doctor --json\n')
    .action(async (_, command: Command) => {
      const { cacheFolder } = await import('@sightline/native');
      const home = sightlineHome();
      const report = {
        engine: await engine(),
        temporal: await temporal(home),
        store: await store(home),
        home,
        cache: cacheFolder(),
        freeBytes: await freeBytes(home.folder),
      };
      outputOf(command).result(report, textOf(report));
      if ('problem' in report.engine || 'problem' in report.store) process.exitCode = 1;
    });
}

async function engine() {
  try {
    const { doctor } = await import('@sightline/engine');
    return doctor();
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

/** Where artifacts are kept, and whether a store elsewhere does what it must. */
async function store({ root }: Home) {
  try {
    const milliseconds = await probeStore(root);
    if (milliseconds === undefined) return { location: root };
    return { location: root, milliseconds };
  } catch (error) {
    return { location: root, problem: messageOf(error) };
  }
}

/** What the commands of this home would use. Nothing is started. */
async function temporal(home: Home) {
  const { connect, hasWorker, namedTemporal, serviceState } = await import('@sightline/workflows');
  const service = await serviceState(home);
  let named: string | undefined;
  try {
    named = namedTemporal()?.address;
  } catch (error) {
    return { reached: false, worker: false, note: messageOf(error) };
  }
  const address = named || service?.address;
  if (!address) return { reached: false, worker: false, note: 'not running: commands that need it start it' };
  const origin = named
    ? `named by ${process.env['TEMPORAL_ADDRESS'] ? 'TEMPORAL_ADDRESS' : 'its configuration file'}`
    : `of process ${service?.pid}`;
  const found = { address, ...(service && { service }) };
  try {
    const client = await connect(address);
    const worker = await hasWorker(client, home.root);
    await client.connection.close();
    const note = worker ? 'with a worker' : 'without a worker; `sightline worker` starts one';
    return { ...found, reached: true, worker, note: `${address}, ${origin}, ${note}${mismatch(named, service)}` };
  } catch (error) {
    return {
      ...found,
      reached: false,
      worker: false,
      note: `${messageOf(error)} It is ${origin}, so no other is tried.`,
    };
  }
}

function mismatch(named: string | undefined, service: ServiceState | undefined): string {
  if (!named || !service?.address || service.address === named) return '';
  return `; but process ${service.pid} serves this home with ${service.address}: commands refuse to mix the two`;
}

/** On the disk that holds `folder`, or will hold it. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return freeBytes(dirname(folder));
  }
}

type Report = {
  engine: Awaited<ReturnType<typeof engine>>;
  temporal: Awaited<ReturnType<typeof temporal>>;
  store: { location: string; milliseconds?: number; problem?: string };
  cache: string;
  freeBytes: number;
};

function textOf({ engine: found, temporal: server, store: kept, cache, freeBytes: free }: Report): string {
  const lines =
    'problem' in found
      ? [['engine', `cannot be used: ${found.problem}`]]
      : [
          ['engine', `TensorFlow ${found.tensorflow} under tfjs ${found.tfjs}, oneDNN ${found.oneDnn}`],
          ['from', found.source],
          ['cpu', `${found.cpu.model}, ${found.cpu.features.join(' ')}`],
          ['threads', `${found.threads.intraOp} within an operation, ${found.threads.interOp} operations at once`],
          ['node', `${found.node} on ${found.platform}`],
        ];
  return table([
    ...lines,
    ['temporal', server.note],
    ['artifacts', kept.location],
    ...storeLines(kept),
    ['cache', cache],
    ['disk', `${(free / 1e9).toFixed(1)} GB free`],
  ]);
}

function storeLines({ problem, milliseconds }: Report['store']): string[][] {
  if (problem !== undefined) return [['', `cannot be used: ${problem}`]];
  return milliseconds === undefined ? [] : [['', `read, written and listed in ${milliseconds} ms`]];
}
