import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source } from '@sightline/contracts';
import { IngestError } from '../../../errors.ts';
import { isImageName } from '../../../formats/format.ts';
import { findSource } from '../../find-source.ts';
import { listFiles } from '../../folders/list-files.ts';
import { listingOfFiles } from '../../listing.ts';
import { tidyPath } from '../../files/safe-path.ts';
import type { OpenContext, SourceItem, SourceListing } from '../../source.ts';
import { readJson } from '../../text/read-text.ts';
import { type CocoFile, cocoFileSchema, itemsOfSet } from './coco-set.ts';

type CocoSource = Extract<Source, { kind: 'coco' }>;

/** The longest string that JavaScript can hold. */
const MOST_BYTES = 500_000_000;
const LISTED = 3;

/**
 * Lists images with boxes as COCO has them (https://cocodataset.org/#format-data): `bbox` is x, y, width and height in
 * pixels of an image of the `width` and `height` given. Regions of crowds are left out: they are not one object. An
 * image with an annotation that is wrong is set aside.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source` when a file is not of the format
 */
export async function openCoco(
  { path, sets, encoding, followLinks }: CocoSource,
  context: OpenContext,
): Promise<SourceListing> {
  const root = await findSource(path, 'folder', 'the folder that holds the annotations and the images');
  const items: SourceItem[] = [];
  for (const { annotations, images, split } of sets) {
    const content = await readAnnotations(root, annotations, encoding);
    for (const item of itemsOfSet(content, { root, annotations, images, split, followLinks })) items.push(item);
  }
  await reportUnlisted(root, new Set(sets.map(({ images }) => tidyPath(images))), { items, context });
  return listingOfFiles(path, items);
}

async function readAnnotations(root: string, name: string, encoding: string | undefined): Promise<CocoFile> {
  const file = await findSource(join(root, name), 'file', "a file of annotations in COCO's JSON");
  const { size } = await stat(file);
  if (size > MOST_BYTES)
    throw invalid(name, `has ${size} bytes; at most ${MOST_BYTES} are read. Divide it into several sets.`);
  const parsed = cocoFileSchema.safeParse(await readJson(file, encoding));
  if (!parsed.success) throw invalid(name, 'must have the lists "images", "annotations" and "categories".');
  return parsed.data;
}

/** Warns of images that are there and that no set lists: whether they hold objects, nobody says. */
async function reportUnlisted(
  root: string,
  folders: ReadonlySet<string>,
  { items, context }: { items: readonly SourceItem[]; context: OpenContext },
): Promise<void> {
  const listed = new Set(items.map(({ id }) => tidyPath(id)));
  for (const folder of folders) {
    const files = await listFiles(join(root, folder)).catch(() => []);
    const unlisted = files
      .map((file) => tidyPath(`${folder}/${file}`))
      .filter((file) => isImageName(file) && !listed.has(file));
    if (unlisted.length === 0) continue;
    const first = unlisted.slice(0, LISTED).join(', ');
    context.logger.warn(
      `${unlisted.length} images in ${folder} are in no list of annotations and are left out: ` +
        `${first}${unlisted.length > LISTED ? ', …' : ''}.`,
    );
  }
}

function invalid(file: string, problem: string): IngestError {
  return new IngestError('ingest/invalid-source', `The annotation file ${file} ${problem}`);
}
