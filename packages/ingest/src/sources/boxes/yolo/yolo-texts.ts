import { extname, posix } from 'node:path';
import { foldedPath } from '../../files/safe-path.ts';
import { isListOfNames } from './yolo-data.ts';

/**
 * Finds the text of an image: of its name, in `labels` or beside it, else of a name that differs from that only in case
 * or the form of its accents (archives and other systems change both), or that is the image's with `.txt` after it.
 */
export function textFinder(files: readonly string[]): (image: string) => string | undefined {
  const texts = files.filter(isText);
  const known = new Set(texts);
  const folded = new Map(texts.map((text) => [foldedName(text), text]));
  return (image) => {
    const names = [textInLabels(image), textBeside(image)].filter((text) => text !== image);
    const found = names.find((text) => known.has(text));
    if (found !== undefined) return found;
    const others = [...names, `${inLabels(image)}.txt`, `${image}.txt`].map((text) => folded.get(foldedName(text)));
    return others.find((text) => text !== undefined && text !== image);
  };
}

/** Folders stay what they are: one called `Labels` is not where texts are looked for. */
function foldedName(text: string): string {
  return `${posix.dirname(text)}/${foldedPath(posix.basename(text))}`;
}

/** `labels/a.txt` of `images/a.jpg`. */
export function textInLabels(image: string): string {
  return textBeside(inLabels(image));
}

function inLabels(image: string): string {
  const parts = image.split('/');
  const at = parts.lastIndexOf('images');
  return at < 0 ? image : parts.with(at, 'labels').join('/');
}

/** `images/a.txt` of `images/a.jpg`. */
export function textBeside(image: string): string {
  return `${image.slice(0, image.length - extname(image).length)}.txt`;
}

/** A text of boxes, as far as its name says. */
export function isText(file: string): boolean {
  return extname(file).toLowerCase() === '.txt' && !isListOfNames(file);
}
