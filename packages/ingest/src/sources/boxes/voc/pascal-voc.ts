import { basename, extname } from 'node:path';
import { decodeLimitsSchema, messageOf, type Source, type SplitName } from '@sightline/contracts';
import { IngestError } from '../../../errors.ts';
import { isImageName } from '../../../formats/format.ts';
import { groupBy } from '../../../numbers/group-by.ts';
import { mapInOrder } from '../../../map-in-order.ts';
import { progressOf } from '../../../report-progress.ts';
import { findSource } from '../../find-source.ts';
import { linesOf } from '../../labels/class-names.ts';
import { labelled, listingOfFiles } from '../../listing.ts';
import { listFiles } from '../../folders/list-files.ts';
import { readFileWithin } from '../../files/read-file.ts';
import { locate, pathRefusal } from '../../files/safe-path.ts';
import type { OpenContext, RefusedItem, SourceItem, SourceListing } from '../../source.ts';
import { splitInFolders, splitNamed } from '../../split-name.ts';
import { readText } from '../../text/read-text.ts';
import { readVocAnnotation, type VocAnnotation } from './voc-annotation.ts';
import { imagesOfVoc, type VocImages } from './voc-images.ts';

const XML_LIMITS = decodeLimitsSchema.parse({ maxBytes: 5_000_000 });

/**
 * Lists a folder as Pascal VOC has it (http://host.robots.ox.ac.uk/pascal/VOC): `Annotations/*.xml` with the images in
 * `JPEGImages` (or `annotations` and `images`), or both in one folder. Boxes are pixels of an image of the `size`
 * given. `ImageSets/Main/train.txt`, `val.txt` and `test.txt` make the splits, or folders of such names. An annotation
 * is that of the image with its own name, or of the one that its `filename` names. Images without an annotation are set
 * aside: whether they hold objects, nobody says.
 *
 * @throws IngestError `ingest/source-not-found`
 */
export async function openPascalVoc(
  { path, encoding, followLinks }: Extract<Source, { kind: 'pascal-voc' }>,
  context: OpenContext,
): Promise<SourceListing> {
  const root = await findSource(path, 'folder', 'a folder with Annotations and JPEGImages');
  const files = await listFiles(root, { followLinks });
  const xmls = files.filter((file) => file.toLowerCase().endsWith('.xml'));
  if (xmls.length === 0) {
    throw new IngestError(
      'ingest/empty-source',
      `${path} has no annotations (.xml). They are usually in a folder called Annotations.`,
    );
  }
  const find = (file: string) => locate(root, file, { followLinks });
  const folder: VocFolder = { find, encoding, images: imagesOfVoc(files, xmls), splits: await readSplits(find, files) };
  const items: Annotated[] = [];
  const advance = progressOf(context, xmls.length, 'annotations', 'reading');
  for await (const item of mapInOrder(xmls, (xml) => annotatedOf(xml, folder))) {
    items.push(item);
    advance();
  }
  reportUnknown({ path, splits: folder.splits, items }, context);
  return listingOfFiles(path, [...withoutRivals(items), ...folder.images.unclaimed(items.map(({ item }) => item.id))]);
}

interface VocFolder {
  /** The place of a file. */
  find: (file: string) => Promise<string>;
  encoding: string | undefined;
  images: VocImages;
  /** By the name of an image without its extension; nothing where it is in several. */
  splits: ReadonlyMap<string, SplitName | undefined>;
}

interface Annotated {
  xml: string;
  item: SourceItem;
}

async function readSplits(
  find: VocFolder['find'],
  files: readonly string[],
): Promise<Map<string, SplitName | undefined>> {
  const splits = new Map<string, SplitName | undefined>();
  for (const file of files) {
    const split = /(^|\/)ImageSets\/Main\/[^/]+\.txt$/.test(file) && splitNamed(basename(file, '.txt'));
    if (!split) continue;
    for (const line of linesOf(await readText(await find(file)))) {
      const name = nameInList(line);
      if (name === '') continue;
      splits.set(name, splits.has(name) && splits.get(name) !== split ? undefined : split);
    }
  }
  return splits;
}

/** The name of an image as lists have it: without its extension, which tools leave there, and its folder. */
function nameInList(line: string): string {
  const name = line.trim();
  return isImageName(name) ? nameOf(name) : basename(name);
}

/** Warns of names in lists of splits that no image has. */
function reportUnknown({ path, splits, items }: Listed, { logger }: OpenContext): void {
  const known = new Set(items.map(({ item }) => nameOf(item.id)));
  const unknown = [...splits.keys()].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const first = unknown.slice(0, 3).join(', ');
  logger.warn(`${path}: ImageSets/Main lists ${unknown.length} names that no annotated image has: ${first}.`);
}

interface Listed {
  path: string;
  splits: VocFolder['splits'];
  items: readonly Annotated[];
}

async function annotatedOf(xml: string, { find, encoding, images, splits }: VocFolder): Promise<Annotated> {
  const refused = (reason: RefusedItem['refusal']['reason'], detail: string): Annotated => ({
    xml,
    item: { id: xml, refusal: { reason, detail } },
  });
  let annotation: VocAnnotation;
  try {
    annotation = readVocAnnotation(await readFileWithin(await find(xml), XML_LIMITS), xml, encoding);
  } catch (error) {
    if (error instanceof IngestError && !error.reason) throw error;
    return refused('invalid-annotation', `The XML is not understood: ${messageOf(error)}`);
  }
  const { name, size, boxes } = annotation;
  const found = images.imageOf(xml, name);
  if (!('image' in found)) {
    const unsafe = name === undefined ? undefined : pathRefusal(name);
    if (unsafe) return refused(unsafe.reason, unsafe.detail);
    return { xml, item: { id: found.id, refusal: { reason: found.reason, detail: found.detail } } };
  }
  const { image } = found;
  const split = splits.get(nameOf(image)) ?? splitInFolders(xml);
  const item = labelled({
    id: image,
    boxes: { unit: 'pixel', boxes, ...(size && { size }) },
    ...(split && { split }),
    read: async (limits) => readFileWithin(await find(image), limits),
  });
  return { xml, item };
}

/**
 * Sets aside annotations of the same image, unless one of them has the name of the image: nobody knows which is right.
 */
function withoutRivals(items: readonly Annotated[]): SourceItem[] {
  return [...groupBy(items, ({ item }) => item.id).values()].flatMap((rivals) => {
    if (rivals.length === 1) return rivals.map(({ item }) => item);
    const image = rivals[0]?.item.id ?? '';
    const own = rivals.find(({ xml }) => nameOf(xml) === nameOf(image));
    const detail = `${rivals.length} annotations are of ${image}: ${rivals.map(({ xml }) => xml).join(', ')}.`;
    const first = own ?? {
      xml: image,
      item: { id: image, refusal: { reason: 'invalid-annotation' as const, detail } },
    };
    const others = own ? rivals.filter((rival) => rival !== own) : rivals.slice(1);
    return [
      first.item,
      ...others.map(({ xml }) => ({ id: xml, refusal: { reason: 'invalid-annotation' as const, detail } })),
    ];
  });
}

function nameOf(file: string): string {
  return basename(file, extname(file));
}
