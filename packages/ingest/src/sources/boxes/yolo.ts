import { extname } from 'node:path';
import { type Box, messageOf, type Source } from '@sightline/contracts';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { IngestError } from '../../errors.ts';
import { IMAGE_EXTENSIONS } from '../../format.ts';
import { findSource } from '../find-source.ts';
import { labelled, listingOfFiles } from '../listing.ts';
import { listFiles } from '../folders/list-files.ts';
import { mapInOrder } from '../../map-in-order.ts';
import { progressOf } from '../../report-progress.ts';
import { readFileWithin, readText } from '../read-file.ts';
import { locate } from '../safe-path.ts';
import type { OpenContext, SourceItem, SourceListing } from '../source.ts';
import { splitNamed } from '../split-name.ts';

type YoloSource = Extract<Source, { kind: 'yolo' }>;

const dataSchema = z.object({ names: z.union([z.array(z.string()), z.record(z.coerce.number(), z.string())]) });

/**
 * Lists a folder as YOLO has it (https://docs.ultralytics.com/datasets/detect): images anywhere below a folder `images`, and for `…/images/a.jpg` a text `…/labels/a.txt`
 * with a line a box: class, centre x, centre y, width, height, as shares of the image; or class and the corners of a polygon, whose bounding box is taken. An image without
 * its text has no objects. Names of classes are those of `data.yaml` (or any one `.yaml`); a folder named train, val or test makes a split.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source` when the names are missing
 */
export async function openYolo({ path, followLinks }: YoloSource, context: OpenContext): Promise<SourceListing> {
  const root = await findSource(path, 'folder', 'a folder with images, labels and data.yaml');
  const files = await listFiles(root, { followLinks });
  const names = await readNames({ root, path, followLinks }, files);
  const known = new Set(files);
  const images = files.filter(
    (file) => file.split('/').slice(0, -1).includes('images') && IMAGE_EXTENSIONS.includes(extname(file).toLowerCase()),
  );
  if (images.length === 0) throw noImages(path);
  const items: SourceItem[] = [];
  const advance = progressOf(context, images.length, 'annotations');
  for await (const item of mapInOrder(images, (image) => itemOf(root, image, { known, names, followLinks }))) {
    items.push(item);
    advance();
  }
  return listingOfFiles(path, items);
}

async function readNames(
  { root, path, followLinks }: Pick<YoloSource, 'path' | 'followLinks'> & { root: string },
  files: readonly string[],
): Promise<(label: number) => string | undefined> {
  const yamls = files.filter((file) => /^[^/]+\.ya?ml$/.test(file));
  const [file] = yamls.includes('data.yaml') ? ['data.yaml'] : yamls;
  const advice = 'It needs a data.yaml with "names", a list of the classes.';
  if (file === undefined) throw new IngestError('ingest/invalid-source', `${path} has no .yaml. ${advice}`);
  const text = await readText(await locate(root, file, { followLinks }));
  try {
    const { names } = dataSchema.parse(parseYaml(text));
    return (label) => (names as Record<number, string>)[label];
  } catch (cause) {
    throw new IngestError(
      'ingest/invalid-source',
      `${path}/${file} is not understood. ${advice} (${messageOf(cause)})`,
      { cause },
    );
  }
}

function noImages(path: string): IngestError {
  const advice = 'Put the images there, and beside it into "labels" the text of each.';
  return new IngestError('ingest/empty-source', `${path} has no folder called "images" that holds images. ${advice}`);
}

interface Folder {
  followLinks: boolean;
  known: ReadonlySet<string>;
  names: (label: number) => string | undefined;
}

async function itemOf(root: string, image: string, { known, names, followLinks }: Folder): Promise<SourceItem> {
  const folders = image.split('/');
  const text = folders
    .with(folders.lastIndexOf('images'), 'labels')
    .join('/')
    .replace(/\.[^.]+$/, '.txt');
  const boxes: Box[] = [];
  if (known.has(text)) {
    const lines = (await readText(await locate(root, text, { followLinks }))).split('\n');
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const box = boxOf(line, names);
      if (typeof box === 'string')
        return { id: image, refusal: { reason: 'invalid-annotation', detail: `${text}:${index + 1}: ${box}` } };
      boxes.push(box);
    }
  }
  const split = folders.map(splitNamed).find((name) => name !== undefined);
  return labelled({
    id: image,
    boxes: { unit: 'share', boxes },
    ...(split && { split }),
    read: async (limits) => readFileWithin(await locate(root, image, { followLinks }), limits),
  });
}

/** The box of a line, or what is wrong with it. */
function boxOf(line: string, names: (label: number) => string | undefined): Box | string {
  const [number = Number.NaN, ...values] = line.trim().split(/\s+/).map(Number);
  const label = names(number);
  if (label === undefined) return `data.yaml has no name for class ${line.trim().split(/\s+/)[0]?.slice(0, 20)}.`;
  if (!values.every(Number.isFinite) || (values.length !== 4 && (values.length < 6 || values.length % 2 === 1)))
    return `${values.length} values after the class; 4 numbers (a box) or 6, 8, … (a polygon) are allowed.`;
  const [centreX = 0, centreY = 0, width = 0, height = 0] = values;
  if (values.length === 4) return { label, x: centreX - width / 2, y: centreY - height / 2, width, height };
  const [xs, ys] = [0, 1].map((axis) => values.filter((_, index) => index % 2 === axis)) as [number[], number[]];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { label, x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
