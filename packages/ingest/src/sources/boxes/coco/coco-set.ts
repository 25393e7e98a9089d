import type { Box, SplitName } from '@sightline/contracts';
import { z } from 'zod';
import { IngestError } from '../../../errors.ts';
import { groupBy } from '../../../numbers/group-by.ts';
import { describeIssue } from '../../describe-issue.ts';
import { labelled } from '../../listing.ts';
import { readFileWithin } from '../../files/read-file.ts';
import { locate, pathRefusal, tidyPath } from '../../files/safe-path.ts';
import type { RefusedItem, SourceItem } from '../../source.ts';
import { checkUnit } from '../pixel-boxes.ts';

/** Numbers and texts of the same digits are one id: tools mix them. */
const id = z.union([z.int(), z.string()], 'must be a whole number or text').transform(String);
/** Of a side in pixels; some tools write it as text, and 0 where they do not know it. */
const length = z.coerce.number().catch(0);
export const cocoFileSchema = z.object({
  images: z.array(z.unknown()),
  annotations: z.array(z.unknown()),
  categories: z.array(z.unknown()),
});
export type CocoFile = z.infer<typeof cocoFileSchema>;

const imageSchema = z.object({ id, file_name: z.string().min(1), width: length, height: length });
const categorySchema = z.object({
  id,
  name: z.union([z.string().min(1), z.number()]).transform(String),
  supercategory: z.unknown().optional(),
});
const annotationSchema = z.object({
  id: id.nullish(),
  image_id: id,
  category_id: id,
  /** An empty list is none, as some tools write it beside polygons. */
  bbox: z.preprocess(
    (value) => (Array.isArray(value) && value.length === 0 ? undefined : value),
    z.tuple([z.number(), z.number(), z.number(), z.number()]).nullish(),
  ),
  /** Lists of the corners of polygons, x and y by turns; a mask as run lengths is not a list. */
  segmentation: z.array(z.array(z.number())).nullish().catch(null),
  iscrowd: z.union([z.literal(0), z.literal(1), z.boolean()], 'must be 0 or 1').nullish(),
});
type Annotation = z.infer<typeof annotationSchema>;

/** What the annotations say of one image. */
interface ImageAnnotations {
  boxes: Box[];
  /** Of annotations with an id, so that one that is listed twice counts once. */
  known: Set<string>;
  fault?: string;
}

/** A file of annotations and the folder of its images, both relative to the source. */
export interface CocoSet {
  root: string;
  annotations: string;
  images: string;
  split: SplitName | null;
  followLinks: boolean;
}

/**
 * The images of a set with their boxes. Those that an annotation, a category or another image leaves in doubt are set
 * aside, as are annotations without an image.
 *
 * @throws IngestError `ingest/invalid-source` when a category has no id or name, or boxes are measured in something
 * else than pixels
 */
export function itemsOfSet(file: CocoFile, set: CocoSet): SourceItem[] {
  const annotations = annotationsByImage(file, set);
  const images = file.images.map((image) => imageSchema.safeParse(image));
  const usable = images.flatMap(({ data }) => (data ? [data] : []));
  checkUnit(
    usable.map((image) => ({ boxes: annotations.get(image.id)?.boxes ?? [], size: sizeOf(image) })),
    `The annotation file ${set.annotations}`,
  );
  const doubts = doubtsAbout(usable);
  const listed = new Set(usable.map((image) => image.id));
  const items = images.map(({ data: image }, index) => {
    if (!image) return refused(`${set.annotations}:images[${index}]`, 'It needs an id and a file_name.');
    const { boxes = [], fault } = annotations.get(image.id) ?? {};
    const problem = fault ?? doubts.get(image);
    return problem === undefined ? itemOf(image, boxes, set) : refused(`${set.images}/${image.file_name}`, problem);
  });
  const unlisted = [...annotations].filter(([key]) => !listed.has(key));
  const orphans = [
    ...unlisted.flatMap(([, { fault }]) => fault ?? []),
    ...unlisted.flatMap(([key, { fault }]) => (fault ? [] : `The image ${key} has annotations, but is not listed.`)),
  ];
  return [...items, ...orphans.map((fault, index) => refused(`${set.annotations}:orphan ${index + 1}`, fault))];
}

function annotationsByImage({ annotations, categories }: CocoFile, set: CocoSet): Map<string, ImageAnnotations> {
  const names = categoryNames(categories, set.annotations);
  const all = new Map<string, ImageAnnotations>();
  for (const [index, annotation] of annotations.entries()) {
    const parsed = annotationSchema.safeParse(annotation);
    const image = parsed.data?.image_id ?? (annotation as { image_id?: unknown } | null)?.image_id;
    const key = String(image);
    const ofImage = all.get(key) ?? { boxes: [], known: new Set() };
    all.set(key, ofImage);
    const problem = parsed.data
      ? addTo(ofImage, parsed.data, names)
      : describeIssue(parsed.error?.issues[0], 'no fields');
    if (problem !== undefined) ofImage.fault ??= `annotations[${index}] has ${problem}`;
  }
  return all;
}

/** Adds the box of an annotation, or says what is wrong with it. */
function addTo(
  ofImage: ImageAnnotations,
  annotation: Annotation,
  names: ReadonlyMap<string, CategoryName>,
): string | undefined {
  const category = names.get(annotation.category_id);
  if (!category) return 'a category_id that is not in "categories"';
  if ('fault' in category) return `the category_id ${annotation.category_id}, ${category.fault}`;
  if (annotation.iscrowd) return undefined;
  const [x, y, width, height] = annotation.bbox ?? extentOf(annotation.segmentation ?? []);
  if (x === undefined || y === undefined || width === undefined || height === undefined)
    return 'neither a bbox nor polygons in "segmentation"';
  const box = { label: category.name, x, y, width, height };
  const key = annotation.id && JSON.stringify([annotation.id, box]);
  if (key && ofImage.known.has(key)) return undefined;
  if (key) ofImage.known.add(key);
  ofImage.boxes.push(box);
  return undefined;
}

/** The x, y, width and height of what polygons cover. */
function extentOf(polygons: readonly (readonly number[])[]): number[] {
  const [xs, ys] = [0, 1].map((axis) => polygons.flatMap((polygon) => polygon.filter((_, at) => at % 2 === axis)));
  if (!xs || !ys || xs.length < 3 || xs.length !== ys.length) return [];
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b));
  return [least(xs), least(ys), most(xs) - least(xs), most(ys) - least(ys)];
}

type CategoryName = { name: string } | { fault: string };

/** Names by their ids. An id of two names is in doubt, and so is a name that two categories of different kinds have. */
function categoryNames(categories: readonly unknown[], file: string): Map<string, CategoryName> {
  const parsed = categories.map((category) => {
    const { data } = categorySchema.safeParse(category);
    if (data) return data;
    const shown = JSON.stringify(category)?.slice(0, 80);
    throw new IngestError(
      'ingest/invalid-source',
      `The annotation file ${file} has a category without an id and a name: ${shown}.`,
    );
  });
  const byName = groupBy(parsed, ({ name }) => name);
  const names = new Map<string, CategoryName>();
  for (const [key, same] of groupBy(parsed, (category) => category.id)) {
    const [first] = same;
    const called = [...new Set(same.map(({ name }) => JSON.stringify(name)))];
    const kin = byName.get(first?.name ?? '') ?? [];
    const kinds = new Set(kin.map(({ supercategory }) => JSON.stringify(supercategory) ?? ''));
    if (called.length > 1) names.set(key, { fault: `which ${called.length} categories have: ${called.join(', ')}` });
    else if (kinds.size > 1)
      names.set(key, {
        fault: `whose name ${called[0]} the categories ${kin.map((each) => each.id).join(', ')} share`,
      });
    else names.set(key, { name: first?.name ?? '' });
  }
  return names;
}

type Image = z.infer<typeof imageSchema>;

/**
 * Different images with the same id or the same file: nobody knows to which the annotations belong. An image that is
 * listed twice alike is one image.
 */
function doubtsAbout(images: readonly Image[]): Map<Image, string> {
  const doubts = new Map<Image, string>();
  for (const [key, same] of groupBy(images, (image) => image.id)) {
    const files = new Set(same.map(({ file_name: name }) => name));
    if (files.size < 2) continue;
    for (const image of same) doubts.set(image, `${files.size} images have the id ${key}: ${[...files].join(', ')}.`);
  }
  for (const [name, same] of groupBy(images, (image) => tidyPath(image.file_name))) {
    const ids = new Set(same.map((image) => image.id));
    if (ids.size < 2) continue;
    for (const image of same)
      doubts.set(image, `${ids.size} images have the file_name ${name}: ${[...ids].join(', ')}.`);
  }
  return doubts;
}

function sizeOf({ width, height }: Image): { width: number; height: number } | undefined {
  return width > 0 && height > 0 ? { width, height } : undefined;
}

function itemOf(image: Image, boxes: Box[], { root, images, split, followLinks }: CocoSet): SourceItem {
  const { file_name: name } = image;
  const path = tidyPath(`${images}/${name}`);
  const unsafe = pathRefusal(name) ?? pathRefusal(path);
  if (unsafe) return { id: `${images}/${name}`, refusal: unsafe };
  const size = sizeOf(image);
  return labelled({
    id: path,
    boxes: { unit: 'pixel', boxes, ...(size && { size }) },
    ...(split && { split }),
    read: async (limits) => readFileWithin(await locate(root, path, { followLinks }), limits),
  });
}

function refused(name: string, detail: string): RefusedItem {
  return { id: name, refusal: { reason: 'invalid-annotation', detail } };
}
