import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sortedByCodePoints } from '@sightline/contracts';
import { undecodable } from '../../formats/refusals.ts';
import { evenlySpaced } from '../../numbers/evenly-spaced.ts';
import { command, CommandFailed, type CommandOptions, type VideoSource } from './command.ts';
import { DECODED_INPUT, probeVideo, type VideoHeader } from './probe.ts';
import { type Stretch, STRICTLY, wholeFrames } from './whole-frames.ts';

/** The frames that were taken of a video. */
export interface Extracted {
  /** Their files, for each stretch of the video that is whole; of a video without damage one. */
  stretches: string[][];
  /** What is damaged, if anything. */
  damage?: string;
}

type Options = VideoSource & CommandOptions;

/** Stops at the first fault, and conceals none. */
const UNTIL_DAMAGE = ['-xerror', '-err_detect:v', 'explode'];

/**
 * Writes the frames of a video that `frames` asks for as PNG into a folder; for clips, every `stride`-th frame. By
 * rate, each frame is taken once where the rate is that of the video or higher, and the middle one where the video is
 * too short for any.
 *
 * @throws IngestError with a `reason` when the video has no frame that can be used, or more than `maxFrames`; as {@link
 * command}
 */
export async function extractFrames(video: string, folder: string, source: Options): Promise<Extracted> {
  const header = await probeVideo(video, { ...source, isCounted: source.frames.by === 'count' });
  const place = { video, folder, source };
  try {
    return { stretches: [await take(place, header)] };
  } catch (cause) {
    if (!(cause instanceof CommandFailed)) throw cause;
    await empty(folder);
    return takeWhole(place, header, cause);
  }
}

interface Place {
  video: string;
  folder: string;
  source: Options;
}

async function take(place: Place, header: VideoHeader): Promise<string[]> {
  const { video, folder, source } = place;
  const { frames } = source;
  const filter = frames.by === 'count' ? selecting(evenly(header.frames ?? 0, frames.count)) : filterOf(frames, header);
  await write(place, UNTIL_DAMAGE, [{ filter, folder }]);
  const files = await filesOf(place, folder);
  if (files.length > 0) return files;
  const { frames: total = 0 } = await probeVideo(video, { ...source, isCounted: true });
  if (total === 0) throw undecodable('too-few-frames', 'It has no frames.');
  await write(place, UNTIL_DAMAGE, [{ filter: selecting(evenly(total, 1)), folder }]);
  return filesOf(place, folder);
}

/** Takes the frames of a damaged video from what of it is whole. */
async function takeWhole(place: Place, header: VideoHeader, cause: unknown): Promise<Extracted> {
  const { video, folder, source } = place;
  const { frames } = source;
  const { total, stretches } = await wholeFrames(video, source);
  const whole = stretches.flatMap(({ first, last }) => range(first, last));
  if (whole.length === 0) {
    const detail = `It is damaged: none of its ${total} frames (${header.codec}) can be decoded whole.`;
    throw undecodable('corrupt-image', detail, cause);
  }
  const damage =
    `It is damaged: ${whole.length} of its ${total} frames are whole and were used; those that are not, and those ` +
    'up to the next key frame, were left out.';
  const only = (count: number) => [
    { filter: selecting(evenly(whole.length, count).map((at) => whole[at] as number)), folder },
  ];
  const targets =
    frames.by === 'count'
      ? only(frames.count)
      : stretches.flatMap((stretch) => targetOf(stretch, { place, header, frames }));
  const taken = async (parts: Target[]) => {
    if (parts.length === 0) return [];
    for (const part of parts) await mkdir(part.folder, { recursive: true });
    await write(place, STRICTLY, parts);
    return Promise.all(parts.map((part) => filesOf(place, part.folder)));
  };
  const files = await taken(targets);
  const isEmpty = files.every((list) => list.length === 0);
  return { stretches: isEmpty ? await taken(only(1)) : files, damage };
}

/** Frames to write: into which folder, which the filter chooses of them, and how many at most. */
interface Target {
  folder: string;
  filter: string;
  most?: number;
}

/**
 * Of a stretch; nothing where it is too short for the rate. The filter would repeat its last frame until the next
 * stretch.
 */
function targetOf(
  { first, last, from, to }: Stretch,
  { place, header, frames }: { place: Place; header: VideoHeader; frames: ByFilter },
): Target[] {
  const filter = `trim=start_frame=${first}:end_frame=${last + 1},${filterOf(frames, header)}`;
  const most =
    frames.by === 'rate' ? Math.round(to * frames.perSecond) - Math.round(from * frames.perSecond) : Infinity;
  return most > 0 ? [{ folder: join(place.folder, String(first)), filter, most }] : [];
}

async function write({ video, source }: Place, decoding: readonly string[], targets: readonly Target[]): Promise<void> {
  const { maxFrames } = source;
  const outputs = targets.flatMap(({ filter, folder, most = Infinity }) => {
    const chosen = ['-map', '0:V:0', '-vf', filter, '-vsync', '0', '-frames:v', String(Math.min(most, maxFrames + 1))];
    return [...chosen, '-bitexact', '-pix_fmt', 'rgb24', '-f', 'image2', join(folder, '%06d.png')];
  });
  const input = [...decoding, ...DECODED_INPUT, '-i', `file:${video}`];
  await command('ffmpeg', ['-nostdin', '-v', 'error', ...input, ...outputs], source);
}

type ByFilter = Exclude<VideoSource['frames'], { by: 'count' }>;

function filterOf(frames: ByFilter, { rate = Infinity }: VideoHeader): string {
  if (frames.by === 'clip') return `select=not(mod(n\\,${frames.stride}))`;
  return frames.perSecond >= rate ? 'null' : `fps=${frames.perSecond}`;
}

/** The numbers of `wanted` frames of a total, evenly spaced; all where there are fewer. */
function evenly(total: number, wanted: number): number[] {
  return evenlySpaced(total, Math.min(wanted, total));
}

function selecting(numbers: readonly number[]): string {
  return `select=${numbers.map((number) => `eq(n\\,${number})`).join('+') || '0'}`;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** @throws IngestError with a `reason` when there are more than `maxFrames`; they are removed */
async function filesOf({ folder, source }: Place, place: string): Promise<string[]> {
  const names = (await readdir(place, { withFileTypes: true })).filter((entry) => entry.isFile());
  if (names.length > source.maxFrames) {
    await empty(folder);
    throw undecodable('too-many-pixels', `More than ${source.maxFrames} frames would be taken of it (maxFrames).`);
  }
  return sortedByCodePoints(names, ({ name }) => name).map(({ name }) => join(place, name));
}

async function empty(folder: string): Promise<void> {
  await rm(folder, { recursive: true });
  await mkdir(folder);
}
