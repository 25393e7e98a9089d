import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { DecodeLimits, SplitName } from '@sightline/contracts';
import { mapInOrder } from '../../map-in-order.ts';
import { progressOf } from '../../report-progress.ts';
import { listingOfFiles } from '../listing.ts';
import { readFileWithin } from '../files/read-file.ts';
import { type Resources, withResources } from '../resources.ts';
import { locate, refusalOf } from '../files/safe-path.ts';
import type { OpenContext, RefusedItem, SourceItem, SourceListing } from '../source.ts';
import { hashFile } from '../source-identity.ts';
import { ffmpegVersion, type VideoSource } from './command.ts';
import { extractFrames } from './extract-frames.ts';
import { findVideos, isVideo, VIDEO_EXTENSIONS } from './find-videos.ts';
import { type KnownFrames, openKnownFrames } from './known-frames.ts';
import { placedSamples } from './placed-samples.ts';

/**
 * Lists the frames or the clips of videos: a folder with one folder of videos per class, or of such folders per split,
 * as an image folder has images. Frames are taken by ffmpeg into a temporary folder, of as many videos at once as there
 * are processors; those of a video that an earlier ingest has read come from its dataset. An id is
 * `<class>/<video>/<frame>.png`, of a clip `<class>/<video>/<clip>`; the group is the video, so that its samples stay
 * in one split.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source` when ffmpeg is missing, and what
 * `listingOfFiles` throws
 */
export async function openVideo(source: VideoSource, context: OpenContext): Promise<SourceListing> {
  const { root, files, placeOf } = await findVideos(source, context);
  return withResources(context, async (resources) => {
    const items: SourceItem[] = [];
    const known = openKnownFrames(source, await ffmpegVersion({ ...source, signal: context.signal }), context);
    const advance = progressOf(resources, files.length, 'videos', 'extracting frames');
    const read = async (video: string): Promise<SourceItem[]> => {
      const place = placeOf(video);
      if (!isVideo(video)) return [refusedOf(video, noVideo(video), 'label' in place ? place.label : undefined)];
      if (!('label' in place)) return [refusedOf(video, place)];
      return samplesOf({ root, video, ...place, source, ...resources }, known);
    };
    for await (const frames of mapInOrder(files, read, availableParallelism())) {
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
  split?: SplitName;
  folder: string;
  source: VideoSource;
  signal: AbortSignal;
}

/** The samples of a video: from a dataset that has them, or else taken by ffmpeg. */
async function samplesOf(
  { root, video, label, split, source, ...resources }: Resources & Omit<Video, 'path' | 'folder'> & { root: string },
  known: KnownFrames,
): Promise<SourceItem[]> {
  const { signal } = resources;
  const shared = { label, group: video, ...(split && { split }) };
  try {
    const path = await locate(root, video, source);
    if ((await stat(path)).size === 0)
      return [refusedOf(video, { reason: 'empty-file', detail: 'The file is empty.' }, label)];
    const sha256 = await hashFile(path, signal);
    const frames = await known.find(sha256);
    const items: SourceItem[] = frames
      ? frames.map(({ place, read }) => ({ id: `${video}/${place}`, ...shared, read }))
      : await framesOf({ path, video, ...shared, folder: await resources.folder(), source, signal });
    if (items.every((item) => 'read' in item)) known.note(sha256, video, items.length);
    return items;
  } catch (error) {
    return [refusedOf(video, refusalOf(error), label)];
  }
}

async function framesOf({ path, video, label, split, folder, source, signal }: Video): Promise<SourceItem[]> {
  const { stretches, damage } = await extractFrames(path, folder, { ...source, signal });
  const placed = placedSamples(stretches, source.frames);
  const damaged =
    damage === undefined ? [] : [refusedOf(video, { reason: 'corrupt-image' as const, detail: damage }, label)];
  if (placed.length === 0) return damage === undefined ? [tooShort(stretches, { video, label, source })] : damaged;
  const samples = placed.map(({ place, files }) => ({
    id: `${video}/${place}`,
    label,
    group: video,
    ...(split && { split }),
    read: async (limits: DecodeLimits) =>
      typeof files === 'string' ? readFileWithin(files, limits) : readFrames(files, limits),
  }));
  return [...damaged, ...samples];
}

/** One after the other: several clips are read at once. */
async function readFrames(files: readonly string[], limits: DecodeLimits): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for (const file of files) frames.push(await readFileWithin(file, limits));
  return frames;
}

function tooShort(
  stretches: readonly (readonly string[])[],
  { video, label, source: { frames } }: Pick<Video, 'video' | 'label' | 'source'>,
): RefusedItem {
  const count = stretches.flat().length;
  const [length, stride] = frames.by === 'clip' ? [frames.length, frames.stride] : [count, 1];
  const every = stride > 1 ? ` when each ${stride}th is taken (stride)` : '';
  const has = `it has ${count} frames${every}, a clip has ${length} (length)`;
  const detail = `It is whole, but too short for a clip: ${has}.`;
  return refusedOf(video, { reason: 'too-few-frames', detail }, label);
}

function noVideo(path: string): RefusedItem['refusal'] {
  const detail = `The name of ${basename(path)} is not that of a video. Allowed: ${VIDEO_EXTENSIONS.join(', ')}.`;
  return { reason: 'not-an-image', detail };
}

function refusedOf(id: string, refusal: RefusedItem['refusal'], label?: string): RefusedItem {
  return { id, ...(label !== undefined && { label }), refusal };
}
