import type { Box, Source } from '@sightline/contracts';
import { IngestError } from '../../../errors.ts';
import { mapInOrder } from '../../../map-in-order.ts';
import { progressOf } from '../../../report-progress.ts';
import { findSource } from '../../find-source.ts';
import { linesOf } from '../../labels/class-names.ts';
import { labelled, listingOfFiles } from '../../listing.ts';
import { listFiles } from '../../folders/list-files.ts';
import { readFileWithin } from '../../files/read-file.ts';
import { locate } from '../../files/safe-path.ts';
import type { OpenContext, SourceItem, SourceListing } from '../../source.ts';
import { readText } from '../../text/read-text.ts';
import { type LineDoubts, lineDoubts } from './line-doubts.ts';
import { invalid, readYoloData, type YoloFolder } from './yolo-data.ts';
import { type YoloImages, yoloImages } from './yolo-images.ts';
import { boxOfLine, type YoloClasses } from './yolo-line.ts';

/**
 * Lists a folder as YOLO has it (https://docs.ultralytics.com/datasets/detect): images anywhere below a folder
 * `images`, where `data.yaml` says, or beside their texts, and for `…/images/a.jpg` a text `…/labels/a.txt` with one
 * line for each box (see `boxOfLine`). An image without a text has no objects. Names of classes are those of
 * `data.yaml` (or the only `.yaml`), or of a `classes.txt`; its `train`, `val` and `test` make the splits, else folders
 * of such names do.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/empty-source`, `ingest/invalid-source` when the names are
 * missing, or all texts, or where all lines mean something else (see `lineDoubts`)
 */
export async function openYolo(
  { path, encoding, followLinks }: Extract<Source, { kind: 'yolo' }>,
  context: OpenContext,
): Promise<SourceListing> {
  const root = await findSource(path, 'folder', 'a folder with images, labels and data.yaml');
  const find = (file: string) => locate(root, file, { followLinks });
  const folder: YoloFolder = { find, path, files: await listFiles(root, { followLinks }), encoding };
  const data = await readYoloData(folder);
  const { images, refused, warnings } = await yoloImages(folder, data);
  for (const warning of warnings) context.logger.warn(warning);
  const items: SourceItem[] = [];
  const doubts = lineDoubts(data.keypointValues !== undefined);
  const advance = progressOf(context, images.length, 'annotations', 'reading');
  for await (const item of mapInOrder(images, (image) => itemOf(folder, image, { ...data, doubts }))) {
    items.push(item);
    advance();
  }
  const problem = doubts.problem();
  if (problem !== undefined) throw invalid(path, problem);
  return listingOfFiles(path, [...items, ...refused]);
}

async function itemOf(
  { find, encoding }: YoloFolder,
  { image, text, split }: YoloImages['images'][number],
  classes: YoloClasses & { doubts: LineDoubts },
): Promise<SourceItem> {
  const boxes = text === undefined ? [] : await boxesIn(text, { find, encoding }, classes);
  if (typeof boxes === 'string') return { id: image, refusal: { reason: 'invalid-annotation', detail: boxes } };
  return labelled({
    id: image,
    boxes: { unit: 'fraction', boxes },
    ...(split && { split }),
    read: async (limits) => readFileWithin(await find(image), limits),
  });
}

/** The boxes of a text, or what is wrong with it. */
async function boxesIn(
  text: string,
  { find, encoding }: Pick<YoloFolder, 'find' | 'encoding'>,
  classes: YoloClasses & { doubts: LineDoubts },
): Promise<Box[] | string> {
  let content: string;
  try {
    content = await readText(await find(text), encoding);
  } catch (error) {
    if (error instanceof IngestError && error.reason) return `${text}: ${error.message}`;
    throw error;
  }
  const boxes: Box[] = [];
  for (const [index, line] of linesOf(content).entries()) {
    if (line.trim() === '') continue;
    const box = boxOfLine(line, classes, classes.doubts);
    if (typeof box === 'string') return `${text}:${index + 1}: ${box}`;
    boxes.push(box);
  }
  return boxes;
}
