import { lstat, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import { IngestError } from '../../errors.ts';
import type { RefusedItem } from '../source.ts';

type Refusal = RefusedItem['refusal'];

const RESERVED_ON_WINDOWS = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/** What bytes that are not UTF-8 are read as. */
export const NOT_UTF8 = '\ufffd';

/**
 * Why a path that a manifest or an archive names must not be followed, or nothing: it stays in its folder and means one
 * file on every machine.
 */
export function pathRefusal(path: string): Refusal | undefined {
  const unsafe = (detail: string): Refusal => ({ reason: 'unsafe-path', detail });
  if (CONTROL_CHARACTER.test(path)) return unsafe('The path holds a control character (NUL, a line break, …).');
  if (path.includes(NOT_UTF8)) return unsafe('The path is not UTF-8. Rename it.');
  if (path.includes('\\')) return unsafe('The path holds a backslash. Separate folders by "/".');
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(path)) {
    const detail = 'An address (URL), which is not followed. Give the path of the file relative to the source.';
    return { reason: 'outside-source', detail };
  }
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) {
    return { reason: 'outside-source', detail: 'An absolute path. Give it relative to the source.' };
  }
  if (path.split('/').includes('..')) {
    return { reason: 'outside-source', detail: 'A path with "..". Give it relative to the source, without "..".' };
  }
  const reserved = path.split('/').find((part) => RESERVED_ON_WINDOWS.test(part));
  if (reserved !== undefined) return unsafe(`"${reserved}" is a device on Windows. Give the file another name.`);
  if (path.split('/').some((part) => Buffer.byteLength(part) > 255))
    return unsafe('A name in the path is longer than 255 bytes.');
  return undefined;
}

/** `a/./b//c.png` as `a/b/c.png`. */
export function tidyPath(path: string): string {
  return posix.normalize(path);
}

/** A path without what differs between file systems: upper and lower case, and the form of its accents. */
export function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/**
 * A function that says of each path whether an earlier one differs from it only in case or Unicode form: some file
 * systems hold one of the two only.
 */
export function twinFinder(): (path: string) => Refusal | undefined {
  const seen = new Map<string, string>();
  return (path) => {
    const folded = foldedPath(path);
    const other = seen.get(folded) ?? path;
    seen.set(folded, other);
    if (other === path) return undefined;
    return {
      reason: 'unsafe-path',
      detail:
        `The same path as ${JSON.stringify(other)} but for upper and lower case or the form of its accents. Rename ` +
        'one of them.',
    };
  };
}

/** What `realpath` fails with where a path leads nowhere; all else is the system's failure. */
const NOWHERE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EINVAL']);

/**
 * The place of a file of a folder, links followed.
 *
 * @param root absolute, without links
 * @param options.followLinks whether a link may lead out of the folder
 * @throws IngestError with `reason` `missing-file`, `outside-source` or `not-a-file`: to open a pipe would wait for
 * ever
 */
export async function locate(root: string, path: string, { followLinks = false } = {}): Promise<string> {
  const target = await realpath(join(root, path)).catch((cause: NodeJS.ErrnoException) => {
    if (NOWHERE.has(cause.code ?? '')) return undefined;
    throw cause;
  });
  if (target === undefined) throw unusable('missing-file', await whyMissing(root, path));
  const inside = relative(root, target);
  if (!followLinks && (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))) {
    const mend = 'Copy the file in, or set followLinks: true where it can be trusted.';
    throw unusable('outside-source', `A link that leads out of the source folder. ${mend}`);
  }
  const found = await stat(target);
  if (found.isDirectory())
    throw unusable('not-a-file', 'A folder where a file should be; a link to a folder needs followLinks: true.');
  if (!found.isFile()) throw unusable('not-a-file', 'A pipe or a device. Name a file.');
  return target;
}

/** Why a path leads to no file, and which file it may mean: tools write names otherwise than systems. */
async function whyMissing(root: string, path: string): Promise<string> {
  const isThere = (name: string) =>
    lstat(join(root, name)).then(
      () => true,
      () => false,
    );
  if (await isThere(path)) return 'It is a link to nothing.';
  const none = "There is no such file in the source's folder.";
  const folder = await realpath(join(root, posix.dirname(path))).catch(() => undefined);
  if (folder === undefined || relative(root, folder).startsWith('..')) return none;
  const extension = posix.extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const accents = [path.normalize('NFC'), path.normalize('NFD')];
  const cased = [extension.toLowerCase(), extension.toUpperCase()].map((other) => stem + other);
  const extended = ['.png', '.jpg', '.jpeg'].map((other) => path + other);
  for (const name of new Set([path.trim(), decodedName(path), ...accents, ...cased, ...extended])) {
    if (name === path || pathRefusal(name) || !(await isThere(name))) continue;
    const form = accents.includes(name) ? ', whose accents have another form' : '';
    return `${none} Is it ${JSON.stringify(name)}${form}?`;
  }
  return none;
}

/** A name as addresses have it: `a%20b.png`. */
function decodedName(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Why a file cannot be used, by what was thrown. @throws the error itself, when it is not about the file */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof IngestError && error.reason) return { reason: error.reason, detail: error.message };
  throw error;
}

function unusable(reason: Refusal['reason'], message: string): IngestError {
  return new IngestError('ingest/undecodable-image', message, { reason });
}
