import { command, CommandFailed, type CommandOptions } from './command.ts';
import { DECODED_INPUT } from './probe.ts';

/**
 * How a damaged video is decoded: one frame after the other, so that the same ones fail each time, and none with holes
 * filled in.
 */
export const STRICTLY = ['-threads', '1', '-err_detect:v', 'explode'];

/**
 * Frames that follow each other: the numbers of the first and the last, from 0, among those that the decoder gives, and
 * the time that they are shown, in seconds.
 */
export interface Stretch {
  first: number;
  last: number;
  from: number;
  to: number;
}

/** What of a damaged video can be used. */
export interface WholeFrames {
  /** How many frames the file has, damaged ones among them. */
  total: number;
  stretches: Stretch[];
}

/** A frame as the file stores it, in the order of decoding. */
interface Packet {
  /** When it is shown, in seconds. */
  time: number;
  isKey: boolean;
}

const PACKET = /^packet\|pts_time=([^|\n]+)\|flags=(K?)/gm;
const FRAME = /^frame\|pts_time=([^|\n]+)/gm;

/**
 * Finds the frames of a damaged video that are whole. A packet from which the decoder makes no frame is damaged; what
 * comes after it was made with its help and is left out, up to the next key frame. None counts as whole where frames
 * have no times: which packet they are from is then unknown.
 *
 * @throws IngestError as {@link command}
 */
export async function wholeFrames(video: string, options: CommandOptions): Promise<WholeFrames> {
  const shown = ['-select_streams', 'V:0', '-show_packets', '-show_frames', '-of', 'compact'];
  const entries = ['-show_entries', 'packet=pts_time,flags:frame=pts_time'];
  const args = [
    '-v',
    'quiet',
    ...STRICTLY,
    '-fflags',
    '+genpts',
    ...DECODED_INPUT,
    ...shown,
    ...entries,
    `file:${video}`,
  ];
  const text = await command('ffprobe', args, options).catch((cause: unknown) => {
    if (cause instanceof CommandFailed) return '';
    throw cause;
  });
  const packets = Array.from(text.matchAll(PACKET), ([, time, key]) => ({ time: Number(time), isKey: key === 'K' }));
  const times = Array.from(text.matchAll(FRAME), ([, time]) => Number(time));
  const numbers = new Map(times.map((time, index) => [time, index]));
  const areTimed = numbers.size === times.length && ![...packets.map(({ time }) => time), ...times].some(Number.isNaN);
  return { total: Math.max(packets.length, times.length), stretches: areTimed ? stretchesOf(packets, numbers) : [] };
}

/** @param numbers of the frames that were decoded, by their times */
function stretchesOf(packets: readonly Packet[], numbers: ReadonlyMap<number, number>): Stretch[] {
  const lost = lostOf(packets, numbers);
  const stretches: Stretch[] = [];
  let open: Stretch | undefined;
  for (const { time } of packets.toSorted((one, other) => one.time - other.time)) {
    if (open) open.to = time;
    const number = numbers.get(time);
    if (number === undefined || lost.has(time)) {
      open = undefined;
    } else if (open) {
      open.last = number;
    } else {
      open = { first: number, last: number, from: time, to: time };
      stretches.push(open);
    }
  }
  // The last frame is shown as long as those before it.
  if (open && open.last > open.first) open.to += (open.to - open.from) / (open.last - open.first);
  return stretches;
}

/** The times of frames that are damaged, or made with the help of damaged ones. */
function lostOf(packets: readonly Packet[], numbers: ReadonlyMap<number, number>): Set<number> {
  const lost = new Set<number>();
  let isDamaged = false;
  /** Frames shown before the key frame at which decoding continues depend on what is before it. */
  let from = -Infinity;
  for (const { time, isKey } of packets) {
    const isWhole = numbers.has(time);
    if (isDamaged && isKey && isWhole) from = time;
    isDamaged = !isWhole || (isDamaged && !isKey);
    if (isDamaged || time < from) lost.add(time);
  }
  return lost;
}
