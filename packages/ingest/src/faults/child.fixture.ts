import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ingestInputSchema, type IngestOutput } from '@sightline/contracts';

const PACKAGE = join(__dirname, '../..');

/** What a child process says of an ingest. */
export interface ChildOutcome {
  output?: IngestOutput;
  /** What a script round it noted. */
  tries: string[];
  error?: { code?: string; message: string };
  /** By how many bytes its memory (resident set) grew at most. */
  growth: number;
}

/**
 * Starts an ingest of the built package in a separate process. `before` and `after` are scripts around it: they may use
 * `input`, `context`, `ingest` and `outcome`.
 */
export function startIngest(
  root: string,
  input: { source: object },
  scripts: { before?: string; after?: string; limit?: string; env?: NodeJS.ProcessEnv } = {},
) {
  const index = JSON.stringify(new URL('dist/index.js', `file://${PACKAGE}/`).href);
  const script = `
    import { createContext } from '@sightline/artifacts';
    import sharp from 'sharp';
    import { ingest, ingestStage, openDataset } from ${index};
    import * as fs from 'node:fs';
    const input = ${JSON.stringify(ingestInputSchema.parse({ ...input, maxQuarantinedFraction: 0.9 }))};
    const context = createContext({ root: ${JSON.stringify(join(root, 'store'))} });
    await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } }).png().toBuffer();
    const { rss } = process.memoryUsage();
    const outcome = {};
    // Linux counts the parent's memory into maxRSS, but not into VmHWM.
    const status = fs.existsSync('/proc/self/status') ? () => fs.readFileSync('/proc/self/status', 'utf8') : () => '';
    const peak = () => Number(/VmHWM:\\s+(\\d+)/.exec(status())?.[1] ?? process.resourceUsage().maxRSS) * 1024;
    ${scripts.before ?? ''}
    try {
      outcome.output = await ingest(input, context);
    } catch (error) {
      outcome.error = { code: error.code, message: error.message };
    }
    outcome.growth = peak() - rss;
    ${scripts.after ?? ''}
    console.log(JSON.stringify(outcome));`;
  const command = `${scripts.limit ?? ':'} && exec "$0" "$@"`;
  return spawn('/bin/sh', ['-c', command, process.execPath, '--input-type=module', '-e', script], {
    cwd: PACKAGE,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...scripts.env },
  });
}

/** {@link startIngest} to its end. */
export async function ingestInChild(...options: Parameters<typeof startIngest>): Promise<ChildOutcome> {
  const child = startIngest(...options);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  if (!stdout) throw new Error(`The child ended with ${child.exitCode ?? child.signalCode}: ${stderr}`);
  return JSON.parse(stdout) as ChildOutcome;
}
