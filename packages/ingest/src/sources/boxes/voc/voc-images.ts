import { basename, extname } from 'node:path';
import type { Quarantined } from '@sightline/contracts';
import { isImageName } from '../../../formats/format.ts';
import type { RefusedItem } from '../../source.ts';
import { NO_IMAGE } from '../no-image.ts';

/** The images of a folder in Pascal VOC's layout. */
export interface VocImages {
  /** The image of an annotation, whose `filename` may be missing or stale. */
  imageOf(xml: string, filename: string | undefined): { image: string } | NoImage;
  /** Files that are among the images and belong to none of the items. */
  unclaimed(ids: readonly string[]): RefusedItem[];
}

interface NoImage {
  id: string;
  reason: Quarantined['reason'];
  detail: string;
}

const FOLDERS: readonly string[] = ['JPEGImages', 'images', 'Images', 'imgs'];

/**
 * Finds the image of each annotation of a folder.
 *
 * @param files all files of the folder
 * @param xmls those of them that are annotations
 */
export function imagesOfVoc(files: readonly string[], xmls: readonly string[]): VocImages {
  const known = new Set(files);
  const stems = new Map<string, string>();
  for (const file of files) if (isImageName(file) && !stems.has(stemOf(file))) stems.set(stemOf(file), file);
  const folders = new Set(files.map(folderOf));
  const folderFor = (xml: string) => imageFolder(folderOf(xml), folders);
  /** Where the image of an annotation's own name is, without its extension. */
  const ownPlace = (xml: string) => `${folderFor(xml)}${basename(stemOf(xml))}`;
  const annotated = new Set(xmls.map(ownPlace));
  return {
    imageOf(xml, filename) {
      const own = stems.get(ownPlace(xml));
      const path = `${folderFor(xml)}${filename}`;
      const named =
        filename === undefined ? undefined : known.has(path) ? path : (stems.get(path) ?? stems.get(stemOf(path)));
      if (named !== undefined && stemOf(named) === ownPlace(xml)) return { image: named };
      if (named === undefined || (own !== undefined && annotated.has(stemOf(named)))) {
        if (own !== undefined) return { image: own };
        if (filename === undefined)
          return { id: xml, reason: 'missing-file', detail: 'It has no filename, and no image has its name.' };
        return { id: path, reason: 'missing-file', detail: `There is no such file in the source, which ${xml} names.` };
      }
      if (own === undefined) return { image: named };
      const detail = `Its filename is ${filename}, but its own name is that of ${own}. Which is it of?`;
      return { id: xml, reason: 'invalid-annotation', detail };
    },
    unclaimed(ids) {
      const claimed = new Set(ids);
      const claimedStems = new Set(ids.filter(isImageName).map(stemOf));
      /** Whether an item reports what became of a file: its own, or that of an annotation of its name. */
      const isReported = (file: string) =>
        claimed.has(file) || (isImageName(file) && annotated.has(stemOf(file)) && !claimedStems.has(stemOf(file)));
      const places = new Set(xmls.map(folderFor));
      const own = new Set(xmls.map(folderOf));
      return files
        .filter((file) => places.has(folderOf(file)) && !isReported(file))
        .filter((file) => isImageName(file) || !own.has(folderOf(file)))
        .map((id) => ({ id, refusal: isImageName(id) ? WITHOUT_ANNOTATION : NO_IMAGE }));
    },
  };
}

const WITHOUT_ANNOTATION: RefusedItem['refusal'] = {
  reason: 'missing-label',
  detail: 'No annotation belongs to this image. One without objects needs an annotation without objects.',
};

/** Where the images of a folder of annotations are: beside it under a usual name, or in it. */
function imageFolder(folder: string, folders: ReadonlySet<string>): string {
  const parts = folder.split('/');
  const at = parts.findLastIndex((part) => part.toLowerCase() === 'annotations');
  const beside = at < 0 ? [] : FOLDERS.map((name) => parts.with(at, name).join('/'));
  return (
    beside.find((name) => folders.has(name)) ??
    beside.find((name) => name.includes('JPEGImages') && !folders.has(folder)) ??
    folder
  );
}

/** A path without its extension. */
function stemOf(file: string): string {
  return file.slice(0, file.length - extname(file).length);
}

/** With the slash at its end; empty for the source itself. */
function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}
