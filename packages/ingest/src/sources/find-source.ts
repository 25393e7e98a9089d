import { realpath, stat } from 'node:fs/promises';
import { IngestError } from '../errors.ts';
import { unreadable } from '../system-failure.ts';

/**
 * The real place of a source's folder or file.
 *
 * @param what what it must be, for the message: `a folder with one folder of images per class`
 * @throws IngestError `ingest/source-not-found`, `ingest/source-unreadable`
 */
export async function findSource(path: string, type: 'file' | 'folder' | 'either', what: string): Promise<string> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
    throw unreadable(path, cause);
  });
  const is = found?.isDirectory() ? 'folder' : 'file';
  if (found && (type === 'either' || type === is)) return realpath(path);
  const problem = found ? `is a ${is}, not a ${type}` : 'does not exist';
  throw new IngestError('ingest/source-not-found', `The source ${path} ${problem}. It must be ${what}.`);
}
