import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sightlineHome } from '@sightline/artifacts';
import { messageOf } from '@sightline/contracts';
import type { Command } from 'commander';
import { outputOf } from '../output.ts';
import { temporalAddress } from '../temporal.ts';
import { table } from '../terminal/format.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('report the engine, Temporal, folders and disk, and why a fallback is used')
    .addHelpText('before', 'Examples:\n  sightline doctor\n  sightline doctor --json\n')
    .action(async (_, command: Command) => {
      const { cacheFolder } = await import('@sightline/native');
      const home = sightlineHome();
      const report = {
        engine: await engine(),
        temporal: await temporal(home.root),
        home,
        cache: cacheFolder(),
        freeBytes: await freeBytes(home.root),
      };
      outputOf(command).result(report, textOf(report));
      if ('problem' in report.engine) process.exitCode = 1;
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

async function temporal(root: string): Promise<{ address: string; reached: boolean; worker: boolean; note: string }> {
  const { address, configured } = temporalAddress();
  try {
    const { connect, hasWorker } = await import('@sightline/workflows');
    const client = await connect(address);
    const worker = await hasWorker(client, root);
    await client.connection.close();
    const note = worker ? 'reached, with a worker' : 'reached, without a worker: `sightline run` starts one';
    return { address, reached: true, worker, note };
  } catch (error) {
    const fallback = configured ? 'TEMPORAL_ADDRESS is set, so no other is tried' : '`sightline run` starts its own';
    return { address, reached: false, worker: false, note: `${messageOf(error)} ${fallback}` };
  }
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
  home: { root: string };
  cache: string;
  freeBytes: number;
};

function textOf({ engine: found, temporal: server, home, cache, freeBytes: free }: Report): string {
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
    ['temporal', `${server.address}: ${server.note}`],
    ['artifacts', home.root],
    ['cache', cache],
    ['disk', `${(free / 1e9).toFixed(1)} GB free`],
  ]);
}
