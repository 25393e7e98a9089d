import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import type { DecodeLimits } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { mapInOrder } from '../../map-in-order.ts';
import { progressOf } from '../../report-progress.ts';
import { findSource } from '../find-source.ts';
import { listFiles } from '../list-files.ts';
import { listingOfFiles } from '../listing.ts';
import { readFileWithin } from '../read-file.ts';
import { type Resources, withResources } from '../resources.ts';
import { locate } from '../safe-path.ts';
import type { OpenContext, RefusedItem, SourceItem, SourceListing } from '../source.ts';
import { hashFile } from '../source-identity.ts';
import { ffmpegVersion, type VideoSource } from './command.ts';
import { extractFrames } from './extract-frames.ts';
import { type KnownFrames, openKnownFrames } from './known-frames.ts';
import { placedFrames } from './placed-frames.ts';

const EXTENSIONS = [
  '.mp4',
  '.m4v',
  '.mov',
  '.mkv',
  '.webm',
  '.avi',
  '.ts',
  '.mpg',
  '.mpeg',
  '.ogv',
  '.flv',
  '.3gp',
  '.gif',
];

/**
 * Lists the frames of videos: a folder with one folder of videos a class, as an image folder has images. Frames are taken by ffmpeg into a temporary folder, of as many
 * videos at once as there are processors; those of a video that an earlier ingest has read come from its dataset. An id is `<class>/<video>/<frame>.png`, for clips `<class>/<video>/<clip>/<frame>.png`; the group is the video, so that its frames stay in one split.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source` when ffmpeg is missing, and what `listingOfFiles` throws
 */
export async function openVideo(source: VideoSource, context: OpenContext): Promise<SourceListing> {
  const root = await findSource(source.path, 'folder', 'a folder with one folder of videos a class');
  return withResources(context, async (resources) => {
    const items: SourceItem[] = [];
    const videos = await listFiles(root);
    const known = openKnownFrames(source, await ffmpegVersion({ ...source, signal: context.signal }), context);
    const advance = progressOf(resources, videos.length, 'videos', 'extracting frames');
    const read = async (video: string): Promise<SourceItem[]> => {
      const [label = '', ...rest] = video.split('/');
      if (rest.length === 0) {
        const detail = 'A video outside every class folder. Move it into the folder of its class.';
        return [refused(video, 'missing-label', detail)];
      }
      if (EXTENSIONS.includes(extname(video).toLowerCase()))
        return samplesOf({ root, video, label, source, ...resources }, known);
      const detail = `The name is not that of a video. Allowed: ${EXTENSIONS.join(', ')}.`;
      return [refused(video, 'not-an-image', detail, label)];
    };
    for await (const frames of mapInOrder(videos, read, availableParallelism())) {
      for (const item of frames) items.push(item);
      advance();
    }
    return { ...listingOfFiles(source.path, items), keep: known.keep };
  });
}

interface Video {
  /** Absolute. */
  path: string;
  /** Relative to the source. */
  video: string;
  label: string;
  folder: string;
  source: VideoSource;
  signal: AbortSignal;
}

/** The samples of a video: from a dataset that has them, or else taken by ffmpeg. */
async function samplesOf(
  {
    root,
    video,
    label,
    source,
    ...resources
  }: Resources & { root: string; video: string; label: string; source: VideoSource },
  known: KnownFrames,
): Promise<SourceItem[]> {
  const { signal } = resources;
  try {
    const path = await locate(root, video);
    if ((await stat(path)).size === 0) return [refused(video, 'empty-file', 'The file is empty.', label)];
    const sha256 = await hashFile(path, signal);
    const frames = await known.find(sha256);
    const items: SourceItem[] = frames
      ? frames.map(({ place, read }) => ({ id: `${video}/${place}`, label, group: video, read }))
      : await framesOf({ path, video, label, folder: await resources.folder(), source, signal });
    if (items.every((item) => 'read' in item)) known.note(sha256, video, items.length);
    return items;
  } catch (error) {
    if (error instanceof IngestError && error.reason) return [refused(video, error.reason, error.message, label)];
    throw error;
  }
}

async function framesOf({ path, video, label, folder, source, signal }: Video): Promise<SourceItem[]> {
  const { stretches, damage } = await extractFrames(path, folder, { ...source, signal });
  const placed = placedFrames(stretches, source.frames);
  const damaged = damage === undefined ? [] : [refused(video, 'corrupt-image', damage, label)];
  if (placed.length === 0) return damage === undefined ? [tooShort(stretches, { video, label, source })] : damaged;
  const samples = placed.map(({ place, file }) => ({
    id: `${video}/${place}.png`,
    label,
    group: video,
    read: (limits: DecodeLimits) => readFileWithin(file, limits),
  }));
  return [...damaged, ...samples];
}

function tooShort(
  stretches: readonly (readonly string[])[],
  { video, label, source: { frames } }: Pick<Video, 'video' | 'label' | 'source'>,
): RefusedItem {
  const count = stretches.flat().length;
  const [length, stride] = frames.by === 'clip' ? [frames.length, frames.stride] : [count, 1];
  const every = stride > 1 ? ` when each ${stride}th is taken (stride)` : '';
  const detail = `It is whole, but too short for a clip: it has ${count} frames${every}, a clip has ${length} (length).`;
  return refused(video, 'too-few-frames', detail, label);
}

function refused(id: string, reason: RefusedItem['refusal']['reason'], detail: string, label?: string): RefusedItem {
  return { id, ...(label !== undefined && { label }), refusal: { reason, detail } };
}
