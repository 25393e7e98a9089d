import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pipelineSchema, type TrainToServeInput } from '@sightline/contracts';

const prepare = join(__dirname, '../../examples/digits/prepare.mjs');
const LOOK_MS = 50;

/** Writes some images of digits into a folder. */
export async function writeDigits(folder: string, limit: number): Promise<void> {
  await promisify(execFile)(process.execPath, [prepare, folder, '--limit', String(limit)]);
}

/** A run on a folder of digits that takes as long as its epochs. */
export function digitsRun(images: string, epochs: number): TrainToServeInput {
  const pipeline = pipelineSchema.parse({
    name: 'digits',
    ingest: { source: { path: images } },
    preprocess: { width: 28, height: 28, channels: 1 },
    model: { architecture: 'cnn', filters: [4] },
    fit: { epochs, batchSize: 16, optimizer: { kind: 'adam' } },
    gate: { minimum: {} },
    deploy: { name: 'digits' },
  });
  return { pipeline, who: 'a test' };
}

/** Resolves with the first thing that `look` finds; the test's own time limit is the deadline. */
export async function firstFound<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(LOOK_MS);
  }
}

/** The processes that a process has started and that live. */
export async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const lines = stdout.trim().split('\n');
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child as number);
}
