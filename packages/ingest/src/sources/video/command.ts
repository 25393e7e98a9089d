import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Source } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { unreadable } from '../../system-failure.ts';

export type VideoSource = Extract<Source, { kind: 'video' }>;

/** What a command of ffmpeg's is run with. */
export interface CommandOptions extends Pick<VideoSource, 'maxSeconds'> {
  signal: AbortSignal;
}

const run = promisify(execFile);
const DISK_FULL = 'No space left on device';
/** Of what `ffprobe` says of each packet and frame of a video. */
const MOST_OUTPUT_BYTES = 500_000_000;

/**
 * A command that ended with an error. Its message is not ffmpeg's, which holds memory addresses and paths of the
 * process.
 */
export class CommandFailed extends Error {}

/**
 * Runs a command of ffmpeg's to its end.
 *
 * @returns what it prints
 * @throws CommandFailed when it ends with an error
 * @throws IngestError with a `reason` after `maxSeconds`; `ingest/invalid-source` when it is missing;
 * `ingest/source-unreadable` when the disk is full
 */
export async function command(
  name: 'ffmpeg' | 'ffprobe',
  args: readonly string[],
  { maxSeconds, signal }: CommandOptions,
): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C' };
  const limits = { timeout: maxSeconds * 1000, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT_BYTES } as const;
  const running = run(name, args, { ...limits, signal, env });
  const { child } = running;
  const ended = new Promise((done) => child.once('close', done));
  try {
    return (await running).stdout;
  } catch (cause) {
    if (child.pid !== undefined) await ended; // it writes no more
    signal.throwIfAborted();
    const failure = cause as { code?: unknown; killed?: boolean; stderr?: string };
    if (failure.code === 'ENOENT') {
      throw new IngestError(
        'ingest/invalid-source',
        `${name} is not installed; it reads videos. On Debian: apt install ffmpeg.`,
        { cause },
      );
    }
    if (failure.stderr?.includes(DISK_FULL)) {
      throw unreadable('A video', Object.assign(new Error(`${name}: ${DISK_FULL}`, { cause }), { code: 'ENOSPC' }));
    }
    if (!failure.killed) throw new CommandFailed(`${name} failed`, { cause });
    const detail = `It took more than ${maxSeconds} seconds (maxSeconds).`;
    throw new IngestError('ingest/undecodable-image', detail, { cause, reason: 'took-too-long' });
  }
}

/** The first line that ffmpeg says of itself. @throws IngestError `ingest/invalid-source` when it is missing */
export async function ffmpegVersion(options: CommandOptions): Promise<string> {
  return (await command('ffmpeg', ['-version'], options)).split('\n')[0] ?? '';
}
