import type { IngestError } from '../../errors.ts';
import { undecodable } from '../../formats/refusals.ts';
import { command, CommandFailed, type CommandOptions } from './command.ts';

/** Containers only: a playlist could name other files and addresses. */
const CONTAINERS = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,flv,gif';
const MOST_PIXELS = 50_000_000;
/** What a video's header is read with. */
const INPUT = ['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS];
/** What a video is decoded with. */
export const DECODED_INPUT = ['-max_pixels', String(MOST_PIXELS), ...INPUT];

/** What the header of a video says. */
export interface VideoHeader {
  codec: string;
  /** Of its frames, in pixels. */
  width: number;
  height: number;
  /** Average frames per second, where known. */
  rate: number | undefined;
  /** How many frames the decoder gives, where they were counted: what the header says need not be true. */
  frames?: number;
}

/**
 * Reads what a file says of its first video stream; a cover picture is not one.
 *
 * @param options.isCounted whether its frames are decoded and counted
 * @throws IngestError with a `reason` when it is not a video, or one without pictures
 */
export async function probeVideo(
  video: string,
  { isCounted = false, ...options }: CommandOptions & { isCounted?: boolean },
): Promise<VideoHeader> {
  const wanted = 'stream=codec_type,codec_name,width,height,avg_frame_rate,nb_read_frames';
  const entries = ['-show_entries', `${wanted}:stream_disposition=attached_pic,timed_thumbnails`];
  const input = isCounted ? [...DECODED_INPUT, '-select_streams', 'V:0', '-count_frames'] : INPUT;
  const args = ['-v', 'quiet', ...input, ...entries, '-of', 'json', `file:${video}`];
  const text = await command('ffprobe', args, options).catch((cause: unknown) => {
    if (!(cause instanceof CommandFailed)) throw cause;
    if (isCounted) return '{}';
    throw notOpened(cause);
  });
  const { streams = [] } = JSON.parse(text) as { streams?: Stream[] };
  const stream = streams.find(({ codec_type: type, disposition }) => type === 'video' && !isCover(disposition));
  // Without the count it is known what else it holds, or why it could not be counted.
  if (!stream && isCounted) return probeVideo(video, options);
  if (!stream) throw withoutPictures(streams);
  const { width = 0, height = 0, codec_name: codec = 'unknown', avg_frame_rate: rate = '' } = stream;
  if (width * height > MOST_PIXELS) {
    const detail = `Its frames have ${width} × ${height} pixels; at most ${MOST_PIXELS} in all are decoded.`;
    throw undecodable('too-many-pixels', detail);
  }
  const [frames = 0, seconds = 0] = rate.split('/').map(Number);
  const header = { codec, width, height, rate: frames > 0 && seconds > 0 ? frames / seconds : undefined };
  return isCounted ? { ...header, frames: Number.parseInt(stream.nb_read_frames ?? '', 10) || 0 } : header;
}

interface Stream {
  codec_type?: string;
  codec_name?: string;
  width?: number;
  height?: number;
  nb_read_frames?: string;
  /** A fraction: `30000/1001`. */
  avg_frame_rate?: string;
  disposition?: { attached_pic?: number; timed_thumbnails?: number };
}

function isCover(disposition: Stream['disposition']): boolean {
  return disposition?.attached_pic === 1 || disposition?.timed_thumbnails === 1;
}

function notOpened(cause: unknown): IngestError {
  const detail =
    'It cannot be opened as a video: it is damaged or cut short, or not of a format that is read: MP4, MOV, 3GP, ' +
    'Matroska, WebM, AVI, MPEG, Ogg, FLV, GIF.';
  return undecodable('corrupt-image', detail, cause);
}

function withoutPictures(streams: readonly Stream[]): IngestError {
  const types = [...new Set(streams.map((stream) => (isCover(stream.disposition) ? 'a cover' : stream.codec_type)))];
  const held = types.length > 0 ? ` It holds only: ${types.join(', ')}.` : '';
  return undecodable('no-video-stream', `It has no video stream, so no frames.${held}`);
}
