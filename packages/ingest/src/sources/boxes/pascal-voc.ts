import { basename, extname } from 'node:path';
import { decodeLimitsSchema, messageOf, type Source, type SplitName } from '@sightline/contracts';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { IngestError } from '../../errors.ts';
import { findSource } from '../find-source.ts';
import { labelled, listingOfFiles } from '../listing.ts';
import { listFiles } from '../folders/list-files.ts';
import { mapInOrder } from '../../map-in-order.ts';
import { progressOf } from '../../report-progress.ts';
import { readFileWithin, readText } from '../read-file.ts';
import { locate, pathRefusal } from '../safe-path.ts';
import type { OpenContext, SourceItem, SourceListing } from '../source.ts';
import { splitNamed } from '../split-name.ts';

type VocSource = Extract<Source, { kind: 'pascal-voc' }>;

const XML_LIMITS = decodeLimitsSchema.parse({ maxBytes: 5_000_000 });
/** Entities stay text: none is expanded, and none is fetched. */
const parser = new XMLParser({ processEntities: false, parseTagValue: false, isArray: (name) => name === 'object' });
const number = z.string().trim().min(1).pipe(z.coerce.number());
const objectSchema = z.object({
  name: z.string().min(1),
  bndbox: z.object({ xmin: number, ymin: number, xmax: number, ymax: number }),
});
const annotationSchema = z.object({
  annotation: z.object({ filename: z.string().min(1), object: z.array(objectSchema).default([]) }),
});

/**
 * Lists a folder as Pascal VOC has it (http://host.robots.ox.ac.uk/pascal/VOC): `Annotations/*.xml` with the images in `JPEGImages`, or both in one folder. Pixels count from 1 and
 * `xmax`, `ymax` are inside, as VOC defines it. `ImageSets/Main/train.txt`, `val.txt` and `test.txt` make the splits.
 *
 * @throws IngestError `ingest/source-not-found`
 */
export async function openPascalVoc({ path, followLinks }: VocSource, context: OpenContext): Promise<SourceListing> {
  const root = await findSource(path, 'folder', 'a folder with Annotations and JPEGImages');
  const files = await listFiles(root, { followLinks });
  const splits = await readSplits({ root, followLinks }, files);
  const items: SourceItem[] = [];
  const xmls = files.filter((file) => file.endsWith('.xml'));
  if (xmls.length === 0) {
    throw new IngestError(
      'ingest/empty-source',
      `${path} has no annotations (.xml). They are usually in a folder called Annotations.`,
    );
  }
  const advance = progressOf(context, xmls.length, 'annotations');
  for await (const item of mapInOrder(xmls, (xml) => itemOf({ root, followLinks }, xml, splits))) {
    items.push(item);
    advance();
  }
  return listingOfFiles(path, items);
}

interface Folder {
  root: string;
  followLinks: boolean;
}

/** By the name of an image without its extension. */
async function readSplits({ root, followLinks }: Folder, files: readonly string[]): Promise<Map<string, SplitName>> {
  const splits = new Map<string, SplitName>();
  for (const file of files) {
    const split = /(^|\/)ImageSets\/Main\/[^/]+\.txt$/.test(file) && splitNamed(basename(file, '.txt'));
    if (!split) continue;
    for (const line of (await readText(await locate(root, file, { followLinks }))).split('\n'))
      splits.set(line.trim(), split);
  }
  return splits;
}

async function itemOf(
  { root, followLinks }: Folder,
  xml: string,
  splits: ReadonlyMap<string, SplitName>,
): Promise<SourceItem> {
  const refused = (detail: string): SourceItem => ({ id: xml, refusal: { reason: 'invalid-annotation', detail } });
  let content: unknown;
  try {
    content = parser.parse(await readFileWithin(await locate(root, xml, { followLinks }), XML_LIMITS), true);
  } catch (error) {
    if (error instanceof IngestError && !error.reason) throw error;
    return refused(`The XML is not understood: ${messageOf(error)}`);
  }
  const parsed = annotationSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { filename, object } = parsed.data.annotation;
  const unsafe = pathRefusal(filename);
  if (unsafe) return { id: xml, refusal: unsafe };
  const folder = xml
    .split('/')
    .slice(0, -1)
    .map((part) => (part === 'Annotations' ? 'JPEGImages' : part));
  const image = [...folder, filename].join('/');
  const boxes = object.map(({ name: label, bndbox: { xmin, ymin, xmax, ymax } }) => ({
    label,
    x: xmin - 1,
    y: ymin - 1,
    width: xmax - xmin + 1,
    height: ymax - ymin + 1,
  }));
  const split = splits.get(basename(filename, extname(filename)));
  return labelled({
    id: image,
    boxes: { unit: 'pixel', boxes },
    ...(split && { split }),
    read: async (limits) => readFileWithin(await locate(root, image, { followLinks }), limits),
  });
}
