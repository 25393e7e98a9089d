import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { byName, sortedByCodePoints, type Source } from '@sightline/contracts';
import { z } from 'zod';
import { IngestError } from '../../errors.ts';
import { IMAGE_EXTENSIONS, isImageName } from '../../formats/format.ts';
import { mapInOrder } from '../../map-in-order.ts';
import { progressOf } from '../../report-progress.ts';
import { findSource } from '../find-source.ts';
import { listFiles } from '../folders/list-files.ts';
import { describeIssue } from '../describe-issue.ts';
import { labelValue, nameClass, nameClasses } from '../labels/label-value.ts';
import { classOf } from '../labels/settle-labels.ts';
import { labelled, listingOf } from '../listing.ts';
import { rowSchema } from '../manifest/row.ts';
import { readFileWithin } from '../files/read-file.ts';
import { withResources } from '../resources.ts';
import type { OpenContext, RefusedItem, SourceItem, SourceListing } from '../source.ts';
import { splitOfFile } from '../split-name.ts';
import { readJson, readText } from '../text/read-text.ts';
import { unpack } from './unpack.ts';

type WebDatasetSource = Extract<Source, { kind: 'webdataset' }>;

const SHARD = /\.(tar|tar\.gz|tgz)$/i;
const OTHER_ARCHIVE = /\.(tar\.\w+|tbz2?|txz|tzst|zip|7z|rar)$/i;
const metadataSchema = rowSchema.omit({ path: true }).extend({ values: byName(z.number()).optional() });

/**
 * Lists WebDataset shards (https://github.com/webdataset/webdataset): the files of a sample have one key, the name up
 * to its first dot; numbered images (`42.000.png`, `42.001.png`, …) are the frames of a clip. Its label is in `.cls`
 * (the number of a class, or its name); `.json` may have `label`, `labels`, `values` (numbers by name), `boxes` (in
 * fractions of the image), `group`, `time` and `split`. A shard called `train-000.tar`, or in a folder `train`, is in
 * that split.
 *
 * @throws IngestError as `unpack` and `listingOf`
 */
export async function openWebDataset(source: WebDatasetSource, context: OpenContext): Promise<SourceListing> {
  const place = await findSource(source.path, 'either', 'a WebDataset .tar or a folder of them');
  const inFolder = (await stat(place)).isDirectory();
  const names = inFolder ? await listFiles(place) : [basename(place)];
  const shards = inFolder ? names.filter((name) => SHARD.test(name)) : names;
  const others = inFolder ? names.filter((name) => OTHER_ARCHIVE.test(name) && !SHARD.test(name)) : [];
  return withResources(context, async (resources) => {
    const items: SourceItem[] = others.map(notRead);
    for (const shard of sortedByCodePoints(shards, (name) => name)) {
      const stem = shard.replace(SHARD, '');
      const folder = join(await resources.folder(), stem);
      await mkdir(folder, { recursive: true });
      const { limits, encoding } = source;
      const file = inFolder ? join(place, shard) : place;
      const refused = await unpack(file, folder, { limits, encoding, ...resources });
      for (const item of refused) items.push({ ...item, id: `${stem}/${item.id}` });
      const samples = await samplesOf(folder);
      const advance = progressOf(resources, samples.size, 'annotations', 'reading');
      for await (const item of mapInOrder(samples.values(), (files) => itemOf(files, { folder, stem, source }))) {
        items.push(item);
        advance();
      }
    }
    return listingOf(source.path, items);
  });
}

function notRead(id: string): RefusedItem {
  const detail = 'A shard is a .tar or a .tar.gz; others are not unpacked. Pack it again as one of them.';
  return { id, refusal: { reason: 'nested-archive', detail } };
}

/** Paths in the folder by their key. */
async function samplesOf(folder: string): Promise<Map<string, string[]>> {
  const samples = new Map<string, string[]>();
  for (const path of await listFiles(folder)) {
    const place = keyOf(path);
    samples.set(place, [...(samples.get(place) ?? []), path]);
  }
  return samples;
}

/** A path up to the first dot of its name. */
function keyOf(path: string): string {
  return join(dirname(path), basename(path).split('.')[0] as string);
}

/**
 * The frames of a clip in the order of their numbers, `42.000.png`, `42.001.png`, …; nothing where images are not so
 * called.
 */
function framesOf(images: readonly string[]): string[] | undefined {
  const numbered = images.map((path) => ({ path, number: /\.(\d+)\.\w+$/.exec(path)?.[1] }));
  if (images.length < 2 || numbered.some(({ number }) => number === undefined)) return undefined;
  return numbered.toSorted((one, other) => Number(one.number) - Number(other.number)).map(({ path }) => path);
}

interface Shard {
  folder: string;
  stem: string;
  source: WebDatasetSource;
}

async function itemOf(files: readonly string[], { folder, stem, source }: Shard): Promise<SourceItem> {
  const images = files.filter((file) => isImageName(file));
  const frames = framesOf(images);
  const [image, ...others] = images;
  const id = `${stem}/${frames ? keyOf(files[0] as string) : (image ?? files[0])}`;
  const refused = (reason: RefusedItem['refusal']['reason'], detail: string) => ({ id, refusal: { reason, detail } });
  if (image === undefined) {
    const allowed = IMAGE_EXTENSIONS.join(', ');
    return refused('missing-file', `The sample has ${files.join(', ')}; none is an image by its name (${allowed}).`);
  }
  if (others.length > 0 && !frames)
    return refused('invalid-annotation', `The sample has several images: ${others.join(', ')} too.`);
  const metadata = await metadataOf(files, folder, source.encoding);
  if (typeof metadata === 'string') return refused('invalid-annotation', metadata);
  const parsed = metadataSchema.safeParse(metadata.json);
  if (!parsed.success) return refused('invalid-annotation', `Its .json: ${describeIssue(parsed.error.issues[0])}`);
  const { labels, values, boxes, group, time, split = splitOfFile(stem) } = parsed.data;
  const cls = labelValue(metadata.cls);
  if ('problem' in cls) return refused('invalid-annotation', `Its .cls ${cls.problem}`);
  const { label } = parsed.data;
  if (cls.label !== undefined && label !== undefined && isOther(cls.label, label))
    return refused(
      'invalid-annotation',
      `Its .cls has the label "${cls.label}", its .json "${label}". Which is right?`,
    );
  const given = cls.label ?? label;
  const named = given === undefined ? {} : nameClass(given, source.classes);
  if ('problem' in named) return refused('invalid-annotation', `Its label ${named.problem}`);
  const several = labels && nameClasses(labels, source.classes);
  if (several && 'problem' in several) return refused('invalid-annotation', `One of its labels ${several.problem}`);
  return labelled({
    id,
    label: named.label,
    ...several,
    ...(values && { values }),
    ...(boxes && { boxes: { unit: 'fraction', boxes } }),
    ...(group !== undefined && { group }),
    ...(time !== undefined && { time }),
    ...(split && { split }),
    read: async (limits) => {
      const read = (file: string) => readFileWithin(join(folder, file), limits);
      return frames ? Promise.all(frames.map(read)) : read(image);
    },
  });
}

/** Whether two labels are two classes; the number of a class may have any name. */
function isOther(one: string, other: string): boolean {
  const [first, second] = [classOf(one), classOf(other)];
  return first !== second && isNumber(first) === isNumber(second);
}

function isNumber(text: string): boolean {
  return /^-?\d+$/.test(text);
}

/** The parsed `.json` and the `.cls` of a sample, or what is wrong with them. */
async function metadataOf(
  files: readonly string[],
  folder: string,
  encoding: string | undefined,
): Promise<{ json: unknown; cls: string | undefined } | string> {
  const fileOf = (extension: string) => files.find((path) => path.toLowerCase().endsWith(extension));
  const [json, cls] = [fileOf('.json'), fileOf('.cls')];
  try {
    return {
      json: json === undefined ? {} : await readJson(join(folder, json), encoding),
      cls: cls === undefined ? undefined : await readText(join(folder, cls), encoding),
    };
  } catch (error) {
    if (error instanceof IngestError && error.reason) return error.message;
    throw error;
  }
}
