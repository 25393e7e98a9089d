import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { IngestError } from '../errors.ts';
import { isImageName } from '../formats/format.ts';
import { onlyFolder } from '../sources/archive/archive.ts';
import { isPassedOver } from '../sources/folders/litter.ts';
import { splitNamed } from '../sources/split-name.ts';
import { unpackSmall } from './unpack-small.ts';
import { recogniseTable } from './recognise-table.ts';
import type { RecognisedSource } from './recognised-source.ts';

/** How deep a folder is looked into. */
const DEPTH = 4;
const VIDEO = /\.(mp4|avi|mov|mkv|webm|m4v|mpg|mpeg)$/i;
const TABLE = /^[^/]+\.(csv|tsv|jsonl|ndjson|json|parquet)$/i;
/** Of several tables the one that is learnt from comes first. */
const FIRST_TABLE = /train|label/i;
const ARCHIVE = /^[^/]+\.(zip|tar|tar\.gz|tgz)$/i;
const COCO = /^annotations\/instances_([\w-]+)\.json$/;

type Recogniser = (
  names: readonly string[],
  path: string,
) => RecognisedSource | undefined | Promise<RecognisedSource | undefined>;
const some = (names: readonly string[], pattern: RegExp) => names.some((name) => pattern.test(name));

/** Sources by what lies in their folders, the most particular first. */
const RECOGNISERS: readonly Recogniser[] = [
  (names, path) =>
    some(names, /^data\.ya?ml$/i) && some(names, /(^|\/)labels(\/|$)/i) ? { kind: 'yolo', path } : undefined,
  (names, path) =>
    some(names, /^Annotations\//) && some(names, /^JPEGImages\//) ? { kind: 'pascal-voc', path } : undefined,
  cocoIn,
  (names, path) => (some(names, /-images?[-.]idx[34][-.]ubyte(\.gz)?$/) ? { kind: 'idx', path } : undefined),
  (names, path) => (some(names, /^data_batch_1\.bin$/) ? { kind: 'cifar', path } : undefined),
  (names, path) =>
    some(names, /^fine_label_names\.txt$/) && some(names, /^train\.bin$/)
      ? { kind: 'cifar', path, labels: '100-fine' }
      : undefined,
  (names, path) => (some(names, /^[^/]+\.npy$/) ? { kind: 'npy', path } : undefined),
  (names, path) => {
    const archive = names.find((name) => /^[^/]+\.npz$/.test(name));
    return archive === undefined ? undefined : { kind: 'npy', path: join(path, archive) };
  },
  (names, path) => (some(names, /^[^/]+\.tfrecords?(-\d+-of-\d+)?$/) ? { kind: 'tfrecord', path } : undefined),
  tableIn,
  (names, path) => (inFolders(names.filter(isImageName)) ? { kind: 'image-folder', path } : undefined),
  (names, path) =>
    inFolders(names.filter((name) => VIDEO.test(name)))
      ? { kind: 'video', path, frames: { by: 'clip', length: 16, clipsPerVideo: 4 } }
      : undefined,
  archiveIn,
];

/**
 * What kind of source a folder or a file is, by the names in it: a folder of class folders, a table of images, arrays,
 * videos, boxes, an archive. A small archive is unpacked to see what it holds.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/empty-source` when nothing is recognised
 */
export async function recogniseSource(path: string): Promise<RecognisedSource> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new IngestError('ingest/source-not-found', `${path} does not exist. Name a folder of images, or a file.`);
  if (found.isFile()) return recogniseFile(path);
  const names = await namesIn(path);
  for (const recognise of RECOGNISERS) {
    const source = await recognise(names, path);
    if (source) return source;
  }
  throw new IngestError('ingest/empty-source', `${path} is not recognised as a source. ${adviceOn(names, path)}`);
}

function adviceOn(names: readonly string[], path: string): string {
  const classes = (noun: string) => `Put them into one folder per class: ${basename(path)}/<class>/<${noun}>`;
  const images = names.filter(isImageName).length;
  if (images > 0) {
    const table = 'or write a table beside them, such as labels.csv, with the columns path and label';
    return `Its ${images} images lie side by side, and nothing says what they show. ${classes('image')}; ${table}.`;
  }
  const videos = names.filter((name) => VIDEO.test(name)).length;
  if (videos > 0) return `Its ${videos} videos lie side by side, and nothing says what they show. ${classes('video')}.`;
  return 'It holds neither images nor videos, tables or arrays. Put images into one folder per class: <class>/<image>.';
}

async function recogniseFile(path: string): Promise<RecognisedSource> {
  const name = basename(path);
  const source = ARCHIVE.test(name) ? await recogniseArchive(path) : TABLE.test(name) && (await recogniseTable(path));
  if (source) return source;
  if (/\.npz$/i.test(path)) return { kind: 'npy', path };
  const why = TABLE.test(name)
    ? 'A table of images has a column of paths, relative to the table, of files that are there, and one of classes ' +
      'or of numbers.'
    : 'Allowed: a folder, a table (.csv, .tsv, .json, .jsonl, .parquet), .npz, .zip, .tar, .tar.gz.';
  throw new IngestError('ingest/empty-source', `${path} is not recognised as a source. ${why}`);
}

async function tableIn(names: readonly string[], path: string): Promise<RecognisedSource | undefined> {
  const tables = names.filter((name) => TABLE.test(name));
  const ordered = [...tables.filter((name) => FIRST_TABLE.test(name)), ...tables];
  for (const name of ordered) {
    const source = await recogniseTable(join(path, name));
    if (source) return source;
  }
  return undefined;
}

/** Sets of the data set's own names: `annotations/instances_train2017.json` and `train2017/`. */
function cocoIn(names: readonly string[], path: string): RecognisedSource | undefined {
  const sets = names.flatMap((annotations) => {
    const [, set] = COCO.exec(annotations) ?? [];
    if (set === undefined) return [];
    const images = [set, `images/${set}`, 'images'].find((folder) =>
      names.some((name) => name.startsWith(`${folder}/`)),
    );
    const word = ['train', 'val', 'test'].find((each) => set.startsWith(each));
    const split = word && splitNamed(word);
    return [{ annotations, ...(images !== undefined && { images }), ...(split && { split }) }];
  });
  return sets.length > 0 ? { kind: 'coco', path, sets } : undefined;
}

/** One archive and nothing else, or shards of samples. */
async function archiveIn(names: readonly string[], path: string): Promise<RecognisedSource | undefined> {
  const archives = names.filter((name) => ARCHIVE.test(name));
  if (archives.length > 1 && archives.every((name) => !/\.zip$/i.test(name))) return { kind: 'webdataset', path };
  return archives.length === 1 ? recogniseArchive(join(path, archives[0] as string)) : undefined;
}

/** A large archive is taken to hold class folders. */
async function recogniseArchive(path: string): Promise<RecognisedSource> {
  return unpackSmall(path, async (folder) => {
    const source = { kind: 'archive', path } as const;
    if (folder === undefined) return source;
    const names = await namesIn(folder);
    if (!/\.zip$/i.test(path) && some(names, /\.(cls|json)$/) && !inFolders(names)) return { kind: 'webdataset', path };
    const top = (await recogniseIn(folder)) ?? (await recogniseIn((await onlyFolder(folder)) ?? folder));
    if (top?.kind === 'image-folder' || top === undefined || top.kind === 'archive') return source;
    return { ...source, holds: top };
  });
}

/** The source that a folder is, its path relative to that; nothing where it is none. */
async function recogniseIn(folder: string): Promise<RecognisedSource | undefined> {
  try {
    const source = await recogniseSource(folder);
    return { ...source, path: relative(folder, source.path) || '.' };
  } catch (error) {
    if (error instanceof IngestError) return undefined;
    throw error;
  }
}

/** Whether files lie in folders. */
function inFolders(names: readonly string[]): boolean {
  return names.some((name) => name.includes('/'));
}

async function namesIn(root: string): Promise<string[]> {
  const names: string[] = [];
  let folders = [''];
  for (let depth = 0; depth < DEPTH && folders.length > 0; depth += 1) {
    const below: string[] = [];
    for (const folder of folders) {
      for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
        if (isPassedOver(entry.name)) continue;
        const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) below.push(name);
        else names.push(name);
      }
    }
    folders = below;
  }
  return names.sort();
}
