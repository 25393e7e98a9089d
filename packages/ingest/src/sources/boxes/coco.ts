import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Box, messageOf, type Source, type SplitName } from '@sightline/contracts';
import { z } from 'zod';
import { IngestError } from '../../errors.ts';
import { findSource } from '../find-source.ts';
import { labelled, listingOfFiles } from '../listing.ts';
import { readFileWithin, readText } from '../read-file.ts';
import { locate, pathRefusal, tidyPath } from '../safe-path.ts';
import type { RefusedItem, SourceItem, SourceListing } from '../source.ts';

type CocoSource = Extract<Source, { kind: 'coco' }>;

/** A string of JavaScript can be no longer. */
const MOST_BYTES = 500_000_000;
const id = z.union([z.int(), z.string()]);
const fileSchema = z.object({
  images: z.array(z.unknown()),
  annotations: z.array(z.unknown()),
  categories: z.array(z.unknown()),
});
const imageSchema = z.object({ id, file_name: z.string().min(1) });
const categorySchema = z.object({ id, name: z.string().min(1) });
const annotationSchema = z.object({
  image_id: id,
  category_id: id,
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  iscrowd: z.union([z.literal(0), z.literal(1), z.boolean()]).default(0),
});

/**
 * Lists images with boxes as COCO has them (https://cocodataset.org/#format-data): `bbox` is x, y, width and height in pixels. Regions of crowds are left out: they are not
 * one object. An image with an annotation that is wrong is set aside.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source` when a file is not of the format
 */
export async function openCoco({ path, sets, followLinks }: CocoSource): Promise<SourceListing> {
  const root = await findSource(path, 'folder', 'the folder that holds the annotations and the images');
  const items: SourceItem[][] = [];
  for (const { annotations, images, split } of sets) {
    const content = await readAnnotations(root, annotations);
    items.push(itemsOf(content, { root, annotations, images, split, followLinks }));
  }
  return listingOfFiles(path, items.flat());
}

async function readAnnotations(root: string, name: string): Promise<z.infer<typeof fileSchema>> {
  const file = await findSource(join(root, name), 'file', "a file of annotations in COCO's JSON");
  const { size } = await stat(file);
  if (size > MOST_BYTES)
    throw invalid(name, `has ${size} bytes; at most ${MOST_BYTES} are read. Divide it into several sets.`);
  const text = await readText(file);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw invalid(name, `is not JSON: ${messageOf(cause)}`);
  }
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) throw invalid(name, 'must have the lists "images", "annotations" and "categories".');
  return parsed.data;
}

interface CocoSet {
  root: string;
  annotations: string;
  images: string;
  split: SplitName | null;
  followLinks: boolean;
}

function itemsOf({ images, annotations, categories }: z.infer<typeof fileSchema>, set: CocoSet): SourceItem[] {
  const names = new Map(categories.map((category) => namedCategory(category, set.annotations)));
  const boxesOf = new Map<number | string, Box[]>();
  const faults = new Map<unknown, string>();
  for (const [index, annotation] of annotations.entries()) {
    const parsed = annotationSchema.safeParse(annotation);
    const label = parsed.data && names.get(parsed.data.category_id);
    if (!parsed.success || label === undefined) {
      const issue = parsed.error?.issues[0];
      const what = issue ? `${issue.path.join('.')}: ${issue.message}` : 'a category_id that is not in "categories"';
      faults.set((annotation as { image_id?: unknown } | null)?.image_id, `annotations[${index}] has ${what}`);
    } else if (!parsed.data.iscrowd) {
      const [x, y, width, height] = parsed.data.bbox;
      const boxes = boxesOf.get(parsed.data.image_id) ?? [];
      boxesOf.set(parsed.data.image_id, boxes);
      boxes.push({ label, x, y, width, height });
    }
  }
  const items = images.map((image, index) => {
    const parsed = imageSchema.safeParse(image);
    if (!parsed.success) return refused(`${set.annotations}:images[${index}]`, 'It needs an id and a file_name.');
    const { id: key, file_name: name } = parsed.data;
    const fault = faults.get(key);
    const boxes = boxesOf.get(key) ?? [];
    faults.delete(key);
    boxesOf.delete(key);
    return fault === undefined ? itemOf(name, boxes, set) : refused(`${set.images}/${name}`, fault);
  });
  const orphans = [
    ...faults.values(),
    ...[...boxesOf.keys()].map((key) => `The image ${key} has annotations, but is not listed.`),
  ];
  return [...items, ...orphans.map((fault, index) => refused(`${set.annotations}:orphan ${index + 1}`, fault))];
}

function itemOf(name: string, boxes: Box[], { root, images, split, followLinks }: CocoSet): SourceItem {
  const path = tidyPath(`${images}/${name}`);
  const unsafe = pathRefusal(name) ?? pathRefusal(path);
  if (unsafe) return { id: `${images}/${name}`, refusal: unsafe };
  return labelled({
    id: path,
    boxes: { unit: 'pixel', boxes },
    ...(split && { split }),
    read: async (limits) => readFileWithin(await locate(root, path, { followLinks }), limits),
  });
}

function namedCategory(category: unknown, file: string): [number | string, string] {
  const parsed = categorySchema.safeParse(category);
  if (parsed.success) return [parsed.data.id, parsed.data.name];
  throw invalid(file, `has a category without an id and a name: ${JSON.stringify(category)?.slice(0, 80)}.`);
}

function refused(name: string, detail: string): RefusedItem {
  return { id: name, refusal: { reason: 'invalid-annotation', detail } };
}

function invalid(file: string, problem: string): IngestError {
  return new IngestError('ingest/invalid-source', `The annotations ${file} ${problem}`);
}
