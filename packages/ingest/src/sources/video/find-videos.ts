import { extname } from 'node:path';
import type { OpenContext, RefusedItem } from '../source.ts';
import { findSource } from '../find-source.ts';
import { classFolders, type Place } from '../folders/layout.ts';
import { listFiles } from '../folders/list-files.ts';
import { singleClass } from '../listing.ts';
import type { VideoSource } from './command.ts';

export const VIDEO_EXTENSIONS = [
  '.mp4',
  '.m4v',
  '.mov',
  '.mkv',
  '.webm',
  '.avi',
  '.ts',
  '.mts',
  '.m2ts',
  '.vob',
  '.mpg',
  '.mpeg',
  '.ogv',
  '.flv',
  '.3gp',
  '.gif',
];

/** The files of a source of videos. */
export interface Videos {
  /** The real place of the source. Files are relative to it. */
  readonly root: string;
  readonly files: readonly string[];
  /** Those whose names are of videos. */
  readonly videos: readonly string[];
  /** The class and the split of a video, or why it has none. */
  placeOf(video: string): Place | RefusedItem['refusal'];
}

/**
 * Lists the videos of a source. None of them is opened.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source`, `ingest/single-class`
 */
export async function findVideos(
  { path, layout, followLinks }: VideoSource,
  { signal, logger }: Pick<OpenContext, 'signal' | 'logger'>,
): Promise<Videos> {
  const root = await findSource(path, 'folder', 'a folder with one folder of videos per class');
  const files = await listFiles(root, { followLinks, signal });
  const videos = files.filter(isVideo);
  const { placeOf } = classFolders(videos, { layout, path, noun: 'video', logger });
  requireClasses(path, videos.map(placeOf));
  return { root, files, videos, placeOf };
}

/** Whether a file is one by its name. */
export function isVideo(path: string): boolean {
  return VIDEO_EXTENSIONS.includes(extname(path).toLowerCase());
}

/** Looks before frames are taken, which is slow. @throws IngestError `ingest/single-class` */
function requireClasses(path: string, places: readonly (Place | RefusedItem['refusal'])[]): void {
  const labels = new Set(places.flatMap((place) => ('label' in place ? [place.label] : [])));
  if (labels.size === 1) throw singleClass(path, [...labels][0] as string, 'videos');
}
