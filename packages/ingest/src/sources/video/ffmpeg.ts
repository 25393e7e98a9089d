import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, type Source } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { unreadable } from '../read-file.ts';

type VideoSource = Extract<Source, { kind: 'video' }> & { signal: AbortSignal };

const run = promisify(execFile);
/** Containers only: a playlist could name files and addresses of its own. */
const CONTAINERS = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,flv,gif';
const INPUT = ['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS];
const MOST_PIXELS = 50_000_000;
const DISK_FULL = 'No space left on device';

/**
 * Writes the frames of a video that `frames` asks for as PNG: `000001.png`, `000002.png`, … in a folder. For clips, every `stride`-th frame.
 *
 * @throws IngestError with a `reason` when the video is damaged; `ingest/invalid-source` when ffmpeg is missing
 */
export async function extractFrames(video: string, folder: string, source: VideoSource): Promise<void> {
  const filter = await filterOf(video, source);
  const input = ['-xerror', '-max_pixels', String(MOST_PIXELS), ...INPUT, '-i', `file:${video}`];
  const output = [
    '-map',
    '0:v:0',
    '-vf',
    filter,
    '-vsync',
    '0',
    '-frames:v',
    String(source.maxFrames + 1),
    '-bitexact',
  ];
  const target = [...output, '-pix_fmt', 'rgb24', '-f', 'image2', join(folder, '%06d.png')];
  await command('ffmpeg', ['-nostdin', '-v', 'error', ...input, ...target], source);
}

/** The first line that ffmpeg says of itself. @throws IngestError `ingest/invalid-source` when it is missing */
export async function ffmpegVersion(source: VideoSource): Promise<string> {
  return (await command('ffmpeg', ['-version'], source)).split('\n')[0] ?? '';
}

async function filterOf(video: string, source: VideoSource): Promise<string> {
  const { frames } = source;
  if (frames.by === 'rate') return `fps=${frames.perSecond}`;
  if (frames.by === 'clip') return `select=not(mod(n\\,${frames.stride}))`;
  const total = await countFrames(video, source);
  const count = Math.min(frames.count, total);
  const chosen = Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * total) / count));
  return `select=${chosen.map((index) => `eq(n\\,${index})`).join('+') || '0'}`;
}

/** Decodes the video once: what its header says need not be true. */
async function countFrames(video: string, source: VideoSource): Promise<number> {
  const count = ['-select_streams', 'v:0', '-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0'];
  const text = await command('ffprobe', ['-v', 'error', ...INPUT, ...count, `file:${video}`], source);
  return Number.parseInt(text, 10) || 0;
}

async function command(name: string, args: string[], { maxSeconds, signal }: VideoSource): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C' };
  const running = run(name, args, { timeout: maxSeconds * 1000, killSignal: 'SIGKILL', signal, env });
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
    const said =
      failure.stderr
        ?.trim()
        .split('\n')
        .at(-1)
        ?.replaceAll(/file:\S*\//g, '') || messageOf(cause);
    const detail = failure.killed
      ? `It took more than ${maxSeconds} seconds (maxSeconds).`
      : `${name} cannot read it: ${said}`;
    throw new IngestError('ingest/undecodable-image', detail, { cause, reason: 'corrupt-image' });
  }
}
