// @ts-check
// Links of documents to files and headings of the repository.
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { sourceFiles } from './source-files.mjs';

const LINK = /\]\(([^)\s#]*)(?:#([^)\s]*))?\)/g;
const CODE = /^```.*?^```$|`[^`\n]*`/gms;
const ELSEWHERE = /^(?:[a-z]+:|\/)/;

/**
 * Checks that every relative link of a Markdown file leads to a file, and to a heading where it names one.
 *
 * @param {string} root
 * @returns {Promise<string[]>} one line per broken link
 */
export async function checkLinks(root) {
  /** @param {string} path */
  const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);
  return (await sourceFiles(root))
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      brokenLinks(path, read(path) ?? '', {
        exists: (target) => existsSync(join(root, target)),
        headings: (target) => headingsOf(read(target) ?? ''),
      }),
    );
}

/**
 * @param {string} path of the document
 * @param {string} text
 * @param {{ exists(target: string): boolean, headings(target: string): string[] }} repository
 * @returns {string[]}
 */
export function brokenLinks(path, text, { exists, headings }) {
  return relativeLinks(text).flatMap(({ link, heading }) => {
    const target = link === '' ? path : posix.join(posix.dirname(path), link);
    if (!exists(target)) return [`${path}: links to ${target}, which does not exist.`];
    if (heading === undefined || !target.endsWith('.md') || headings(target).includes(heading)) return [];
    return [`${path}: links to #${heading} of ${target}, which has no such heading.`];
  });
}

/**
 * The links of a Markdown text that name no host, code left out.
 *
 * @param {string} text
 * @returns {{ link: string, heading: string | undefined }[]} `link` is empty for a heading of the same document
 */
export function relativeLinks(text) {
  return [...text.replace(CODE, '').matchAll(LINK)]
    .map(([, link = '', heading]) => ({ link, heading }))
    .filter(({ link }) => !ELSEWHERE.test(link));
}

/**
 * The anchors of a document's headings, as GitHub names them.
 *
 * @param {string} text
 */
export function headingsOf(text) {
  return [...text.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\-_ ]/gu, '')
      .replaceAll(' ', '-'),
  );
}
