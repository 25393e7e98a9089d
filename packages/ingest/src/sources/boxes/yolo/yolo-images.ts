import { basename, dirname, extname, posix } from 'node:path';
import type { SplitName } from '@sightline/contracts';
import { IngestError } from '../../../errors.ts';
import { isImageName } from '../../../formats/format.ts';
import { groupBy } from '../../../numbers/group-by.ts';
import { linesOf } from '../../labels/class-names.ts';
import type { RefusedItem } from '../../source.ts';
import { splitInFolders } from '../../split-name.ts';
import { readText } from '../../text/read-text.ts';
import { NO_IMAGE } from '../no-image.ts';
import { invalid, placeInFolder, type YoloData, type YoloFolder } from './yolo-data.ts';
import { isText, textBeside, textFinder, textInLabels } from './yolo-texts.ts';

/** The images of a folder of YOLO's, and what belongs to each. */
export interface YoloImages {
  images: { image: string; text: string | undefined; split: SplitName | undefined }[];
  /** Files among images or texts that belong to no sample, and images that a list names and that are missing. */
  refused: RefusedItem[];
  /** What a user should know of. */
  warnings: string[];
}

const LEFT_BY_TOOLS = /(^|\/)(Thumbs\.db|desktop\.ini|readme[^/]*)$|\.(cache|npy)$|\.ya?ml$/i;

/**
 * Finds images in folders called `images`, where `data.yaml` says, or, when there are none, beside their texts. The
 * text of `images/a.jpg` is `labels/a.txt`, or `a.txt` beside it (see {@link textFinder}).
 *
 * @throws IngestError `ingest/empty-source` without images, `ingest/invalid-source` when not one of them has a text
 */
export async function yoloImages(folder: YoloFolder, data: YoloData): Promise<YoloImages> {
  const { files, path } = folder;
  const known = new Set(files);
  const listed = await listedImages(folder, data, known);
  const textOf = textFinder(files);
  const isBeside = (file: string) => isImageName(file) && textOf(file) !== undefined;
  const declared = files.filter((file) => isIn(file, 'images') || listed.folders.some((place) => isBelow(file, place)));
  const chosen = new Set([...declared, ...listed.images].filter((file) => !isIn(file, 'labels')));
  if (![...chosen].some(isImageName)) {
    const folders = new Set(files.filter(isBeside).map((file) => dirname(file)));
    for (const file of files) if (folders.has(dirname(file))) chosen.add(file);
  }
  const images = [...chosen].filter(isImageName).map((image) => {
    const text = textOf(image);
    return { image, text, split: listed.splits.get(image) ?? splitInFolders(image) };
  });
  const texts = new Set(images.flatMap(({ text }) => text ?? []));
  const others = [...chosen].filter((file) => !isImageName(file) && !isText(file) && !LEFT_BY_TOOLS.test(file));
  if (images.length === 0 && others.length === 0) throw noImages(path);
  if (images.length > 0 && texts.size === 0)
    throw noTexts(
      folder,
      images.map(({ image }) => image),
    );
  for (const text of others.map(textOf)) if (text !== undefined) texts.add(text);
  const unused = files.filter((file) => isText(file) && !texts.has(file) && !listed.lists.has(file));
  const orphans = unused.filter((file) => isIn(file, 'labels') || chosen.has(file));
  return {
    images,
    refused: [...listed.refused, ...orphans.map(orphan), ...others.map((id) => ({ id, refusal: NO_IMAGE }))],
    warnings: [...listed.warnings, ...foldersWithoutTexts(folder, images, unused)],
  };
}

/**
 * Folders in which not one image has a text, in words. @throws IngestError when there are texts of their names
 * elsewhere
 */
function foldersWithoutTexts(folder: YoloFolder, images: YoloImages['images'], unused: readonly string[]): string[] {
  const titles = new Set(unused.map(titleOf));
  return [...groupBy(images, ({ image }) => dirname(image))].flatMap(([place, members]) => {
    if (members.some(({ text }) => text !== undefined)) return [];
    const names = members.map(({ image }) => image);
    if (names.some((image) => titles.has(titleOf(image)))) throw noTexts(folder, names);
    return (
      `${folder.path}: none of the ${names.length} images in ${place} has a text; they count as images without ` +
      'objects.'
    );
  });
}

/** The name of a file without its folder and extension. */
function titleOf(file: string): string {
  return basename(file, extname(file));
}

interface Listed {
  /** Folders that `data.yaml` names. */
  folders: string[];
  /** Images that it names, in folders or lists. */
  images: Set<string>;
  /** Files of paths that it names. */
  lists: Set<string>;
  splits: Map<string, SplitName>;
  refused: RefusedItem[];
  warnings: string[];
}

async function listedImages(folder: YoloFolder, data: YoloData, known: ReadonlySet<string>): Promise<Listed> {
  const { files, path } = folder;
  const folders = new Set(files.flatMap(foldersOf));
  const listed: Listed = {
    folders: [],
    images: new Set(),
    lists: new Set(),
    splits: new Map(),
    refused: [],
    warnings: [],
  };
  const several = new Set<string>();
  const note = (image: string, split: SplitName) => {
    if ((listed.splits.get(image) ?? split) !== split) several.add(image);
    listed.splits.set(image, split);
    listed.images.add(image);
  };
  for (const { split, place } of data.places) {
    const found = placeInFolder(data.base, place, (candidate) => known.has(candidate) || folders.has(candidate));
    if (found === undefined) listed.warnings.push(`${path}: data.yaml names ${place}, which is not there.`);
    else if (known.has(found)) {
      listed.lists.add(found);
      for (const image of await imagesInList(folder, found, known))
        if (typeof image === 'string') note(image, split);
        else listed.refused.push(image);
    } else {
      listed.folders.push(found);
      for (const file of files)
        if (isImageName(file) && isBelow(file, found) && !isIn(file, 'labels')) note(file, split);
    }
  }
  for (const image of several) listed.splits.delete(image);
  if (several.size > 0)
    listed.warnings.push(
      `${path}: data.yaml puts ${several.size} images into several splits; their split is not taken from it.`,
    );
  return listed;
}

/** The images that a file of paths lists, each relative to that file or to the source. */
async function imagesInList(
  { find, encoding }: YoloFolder,
  list: string,
  known: ReadonlySet<string>,
): Promise<(string | RefusedItem)[]> {
  const lines = linesOf(await readText(await find(list), encoding)).map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const beside = posix.join(posix.dirname(list), line);
      const image = known.has(beside) ? beside : placeInFolder('', line, (candidate) => known.has(candidate));
      if (image !== undefined && image !== '') return image;
      return {
        id: line,
        refusal: { reason: 'missing-file', detail: `${list} lists it, and it is not in the source.` },
      };
    });
}

function noImages(path: string): IngestError {
  const advice = 'Put the images there, and beside it into "labels" the text of each.';
  return new IngestError(
    'ingest/empty-source',
    `${path} has no folder called "images" that holds images, and no image with a text beside it. ${advice}`,
  );
}

function noTexts({ path, files }: YoloFolder, images: readonly string[]): IngestError {
  const [first = ''] = images;
  const others = [
    ...groupBy(
      files.filter((file) => isText(file) && file.includes('/')),
      (file) => dirname(file),
    ),
  ];
  const where = others.map(([folder, texts]) => `${texts.length} in ${folder}/`).join(', ');
  const advice = where ? `There are texts elsewhere: ${where}. Rename their folder.` : 'There are no texts elsewhere.';
  return invalid(
    path,
    `has no labels: none of its ${images.length} images has a text. That of ${first} is looked for as ` +
      `${textInLabels(first)} and ${textBeside(first)}. ${advice}`,
  );
}

function orphan(id: string): RefusedItem {
  return { id, refusal: { reason: 'missing-file', detail: 'There is no image of this text.' } };
}

function isIn(file: string, folder: string): boolean {
  return file.split('/').slice(0, -1).includes(folder);
}

function isBelow(file: string, folder: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}

/** `a` and `a/b` of `a/b/c.jpg`. */
function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
