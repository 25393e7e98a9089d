import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, sep } from 'node:path';
import type { Quarantined } from '@sightline/contracts';
import { sortedByCodePoints } from '../code-points.ts';
import { IngestError } from '../errors.ts';
import { IMAGE_EXTENSIONS } from '../format.ts';
import { findSource } from './find-source.ts';
import { readFileWithin, unreadable } from './read-file.ts';
import { NOT_UTF8, pathRefusal, twinFinder } from './safe-path.ts';
import type { OpenContext, RefusedItem, SourceItem, SourceListing } from './source.ts';

type Refusal = RefusedItem['refusal'];

const LEFT_OUT = new Set(['Thumbs.db', 'desktop.ini', '__MACOSX']);
const EXTENSIONS = IMAGE_EXTENSIONS.join(', ');

/**
 * Lists an image folder: each folder in it is a class, the images are anywhere below. Hidden files and what file managers leave behind are passed over.
 * Sorted by the code points of the paths, so the same on every machine.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/source-unreadable`, `ingest/empty-source` or `ingest/single-class`
 */
export async function openImageFolder(
  { path: folder }: { path: string },
  { signal }: Pick<OpenContext, 'signal'>,
): Promise<SourceListing> {
  const root = await findSource(folder, 'folder', 'a folder with one folder of images a class');
  const items: SourceItem[] = [];
  const labels: string[] = [];
  const refusalOf = pathVetter();
  for (const entry of sortedByCodePoints(await entriesOf(root), ({ name }) => name)) {
    if (entry.isDirectory()) {
      const refusal = refusalOf(entry.name);
      if (!refusal) labels.push(entry.name);
      if (entry.name.includes(NOT_UTF8)) items.push({ id: entry.name, refusal: refusal as Refusal });
      else await walk({ root, label: entry.name, items, signal, refusalOf }, entry.name, refusal);
    } else {
      items.push(withoutClass(entry) ?? (await inspect(root, entry.name, '', entry)));
    }
  }
  const listing = {
    labels: sortedByCodePoints(labels, (label) => label),
    items: sortedByCodePoints(items, ({ id }) => id),
  };
  check(folder, listing);
  return listing;
}

interface ClassFolder {
  root: string;
  label: string;
  items: SourceItem[];
  signal: AbortSignal;
  refusalOf: (path: string) => Refusal | undefined;
}

/** @param refusal why nothing of this folder is taken */
async function walk(place: ClassFolder, path: string, refusal?: Refusal): Promise<void> {
  const { root, label, items, signal, refusalOf } = place;
  signal.throwIfAborted();
  for (const entry of sortedByCodePoints(await entriesOf(join(root, path)), ({ name }) => name)) {
    const child = `${path}/${entry.name}`;
    const refused = refusal ?? refusalOf(child);
    if (entry.isDirectory() && !child.includes(NOT_UTF8)) await walk(place, child, refused);
    else items.push(refused ? { id: child, label, refusal: refused } : await inspect(root, child, label, entry));
  }
}

/** Why a path is not taken: it does not mean one file on every machine, for a folder for all in it. */
function pathVetter(): (path: string) => Refusal | undefined {
  const twin = twinFinder();
  return (path) => pathRefusal(path) ?? twin(path);
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.') && !LEFT_OUT.has(name));
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

async function inspect(root: string, path: string, label: string, entry: Dirent): Promise<SourceItem> {
  const absolute = join(root, path);
  const refused = (reason: Quarantined['reason'], detail: string) => ({
    id: path,
    label,
    refusal: { reason, detail },
  });
  if (entry.isSymbolicLink()) {
    const target = await realpath(absolute).catch(() => undefined);
    if (!target) return refused('not-an-image', 'A link to nothing.');
    const inside = relative(root, target);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      return refused('outside-source', 'A link that leads out of the source folder. Copy the file in.');
    }
    if (!(await stat(target)).isFile())
      return refused('not-an-image', 'A link to something other than a file; such links are not followed.');
  } else if (!entry.isFile()) {
    return refused('not-an-image', 'Neither a file nor a folder.');
  }
  if (!IMAGE_EXTENSIONS.includes(extname(path).toLowerCase())) {
    return refused('not-an-image', `The name of ${basename(path)} is not that of an image. Allowed: ${EXTENSIONS}.`);
  }
  return { id: path, label, read: (limits) => readFileWithin(absolute, limits) };
}

function withoutClass({ name }: Dirent): SourceItem | undefined {
  if (!IMAGE_EXTENSIONS.includes(extname(name).toLowerCase())) return undefined;
  return {
    id: name,
    refusal: {
      reason: 'missing-label',
      detail: 'An image outside every class folder. Move it into the folder of its class.',
    },
  };
}

function check(folder: string, { labels, items }: SourceListing): void {
  const advice = `Put the images (${EXTENSIONS}) into one folder a class: ${folder}/<class>/<image>.`;
  if (labels.length === 0) {
    throw new IngestError(
      'ingest/empty-source',
      `The source ${folder} holds no class folders${items.length > 0 ? `, only ${items.length} loose files` : ''}. ${advice}`,
    );
  }
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const item of items) if ('read' in item) counts.set(item.label, (counts.get(item.label) ?? 0) + 1);
  if ([...counts.values()].every((count) => count === 0)) {
    throw new IngestError('ingest/empty-source', `The source ${folder} holds no image files. ${advice}`);
  }
  if (labels.length === 1) {
    throw new IngestError(
      'ingest/single-class',
      `The source ${folder} holds one class only, "${labels[0]}". A classifier needs two or more: add a folder of images for each other class.`,
    );
  }
  const empty = labels.find((label) => counts.get(label) === 0);
  if (empty !== undefined) {
    throw new IngestError(
      'ingest/class-too-small',
      `The class folder "${empty}" of ${folder} holds no image files. Add images to it, or remove the folder.`,
    );
  }
}
