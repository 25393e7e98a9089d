import { basename, join } from 'node:path';
import { sortedByCodePoints, type Source } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { IMAGE_EXTENSIONS, isImageName } from '../../formats/format.ts';
import { findSource } from '../find-source.ts';
import { type ClassFolders, classFolders } from './layout.ts';
import { settleLabels } from '../labels/settle-labels.ts';
import { singleClass, whySetAside } from '../listing.ts';
import { readFileWithin } from '../files/read-file.ts';
import { locate, pathRefusal, refusalOf, twinFinder } from '../files/safe-path.ts';
import type { OpenContext, RefusedItem, SourceItem, SourceListing } from '../source.ts';
import { type FolderEntry, walkFolder } from './walk-folder.ts';

type ImageFolderSource = Extract<Source, { kind: 'image-folder' }>;
type Refusal = RefusedItem['refusal'];

const TABLE = /\.(csv|tsv|jsonl|parquet)$/i;
const EXTENSIONS = IMAGE_EXTENSIONS.join(', ');

/**
 * Lists an image folder: each folder in it is a class, or a split that holds one folder per class; the images are
 * anywhere below. Hidden files and what systems leave behind are passed over. Sorted by the code points of the paths,
 * so the same on every machine.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/source-unreadable`, `ingest/empty-source`,
 * `ingest/single-class`, `ingest/class-too-small` or, from its layout, `ingest/invalid-source`
 */
export async function openImageFolder(
  source: ImageFolderSource,
  { signal, logger }: Pick<OpenContext, 'signal' | 'logger'>,
): Promise<SourceListing> {
  const { path, layout, followLinks } = source;
  const root = await findSource(path, 'folder', 'a folder with one folder of images per class');
  const entries: FolderEntry[] = [];
  for await (const entry of walkFolder(root, { followLinks, signal })) entries.push(entry);
  const images = entries.filter((entry) => entry.type !== 'folder' && isImageName(entry.path));
  const folders = classFolders(
    images.map((entry) => entry.path),
    { layout, path, noun: 'image', logger },
  );
  const { labels, refusalAt } = vetFolders(entries, folders);
  const items: SourceItem[] = [];
  for (const entry of entries) {
    const item = await itemOf(entry, { root, folders, followLinks, refusal: refusalAt(entry.path) });
    if (item) items.push(item);
  }
  const listing = settleLabels(
    sortedByCodePoints(items, ({ id }) => id),
    labels,
  );
  check(source, listing, entries);
  return listing;
}

/**
 * The labels, and why a path is not taken: it does not mean one file on every machine, or one of its folders does not.
 */
function vetFolders(entries: readonly FolderEntry[], folders: ClassFolders) {
  const [twin, twinLabel] = [twinFinder(), twinFinder()];
  const refusals = new Map<string, Refusal>();
  const labels = new Set<string>();
  for (const { path, type } of entries) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const label = type === 'folder' ? folders.labelOf(path) : undefined;
    const refusal =
      refusals.get(parent) ?? pathRefusal(path) ?? twin(path) ?? (label === undefined ? undefined : twinLabel(label));
    if (refusal) refusals.set(path, refusal);
    else if (label !== undefined) labels.add(label);
  }
  return {
    labels: sortedByCodePoints(labels, (label) => label),
    refusalAt: (path: string) => refusals.get(path),
  };
}

interface ItemOptions {
  root: string;
  folders: ClassFolders;
  followLinks: boolean;
  refusal: Refusal | undefined;
}

async function itemOf(
  { path, type }: FolderEntry,
  { root, folders, followLinks, refusal }: ItemOptions,
): Promise<SourceItem | undefined> {
  // What is in a folder is reported one by one, unless its name cannot be read.
  if (type === 'folder') return refusal?.detail.includes('not UTF-8') ? { id: path, refusal } : undefined;
  const place = folders.placeOf(path);
  const label = 'label' in place ? { label: place.label } : {};
  const linked =
    type === 'link' ? await locate(root, path, { followLinks }).then(() => undefined, refusalOf) : undefined;
  const refused = refusal ?? linked ?? strange(type) ?? (isImageName(path) ? undefined : noImage(path));
  if (refused) return { id: path, ...label, refusal: refused };
  if (!('label' in place)) return { id: path, refusal: place };
  return { id: path, ...place, read: (limits) => readFileWithin(join(root, path), limits) };
}

function strange(type: FolderEntry['type']): Refusal | undefined {
  if (type === 'loop') return { reason: 'not-a-file', detail: 'A link to a folder that it is in: it has no end.' };
  return type === 'other' ? { reason: 'not-a-file', detail: 'Neither a file nor a folder.' } : undefined;
}

function noImage(path: string): Refusal {
  const detail = `The name of ${basename(path)} is not that of an image. Allowed: ${EXTENSIONS}.`;
  return { reason: 'not-an-image', detail };
}

function check({ path }: ImageFolderSource, { labels, items }: SourceListing, entries: readonly FolderEntry[]): void {
  const advice = `Put the images (${EXTENSIONS}) into one folder per class: ${path}/<class>/<image>.`;
  if (labels.length === 0 && !items.some(({ label }) => label !== undefined)) {
    const table = entries.find((entry) => entry.type === 'file' && TABLE.test(entry.path));
    const other = table && `Or is ${table.path} a table of the images? Then read it: kind: manifest.`;
    const why = [whySetAside(items), advice, other].filter(Boolean).join(' ');
    throw new IngestError('ingest/empty-source', `The source ${path} holds no class folders. ${why}`);
  }
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const item of items) {
    if ('read' in item && item.label !== undefined) counts.set(item.label, (counts.get(item.label) ?? 0) + 1);
  }
  if ([...counts.values()].every((count) => count === 0)) {
    const why = whySetAside(items) || advice;
    throw new IngestError('ingest/empty-source', `The source ${path} holds no image files that can be used. ${why}`);
  }
  if (labels.length === 1) {
    const [label] = labels as [string];
    const why = [insideOf(label, path, entries), whySetAside(items)].filter(Boolean).join(' ');
    throw singleClass(path, label, 'a folder of images', why);
  }
  const empty = labels.find((label) => counts.get(label) === 0);
  if (empty !== undefined) {
    throw new IngestError(
      'ingest/class-too-small',
      (
        `The class folder "${empty}" of ${path} holds no image files that can be used. Add images to it, or remove ` +
        `the folder. ${whySetAside(items.filter(({ label }) => label === empty))}`
      ).trim(),
    );
  }
}

/** A hint where the only class folder holds folders: these may be the classes. */
function insideOf(label: string, path: string, entries: readonly FolderEntry[]): string {
  const inner = entries.filter((entry) => entry.type === 'folder' && entry.path.split('/').length === 2);
  if (inner.length === 0) return '';
  const names = inner.slice(0, 5).map((entry) => `"${basename(entry.path)}"`);
  const more = inner.length > 5 ? ` and ${inner.length - 5} more` : '';
  return (
    `"${label}" holds the folders ${names.join(', ')}${more}: if these are the classes or the splits, set path to ` +
    `${path}/${label}.`
  );
}
