import { type FileHandle, open, stat } from 'node:fs/promises';
import type { DecodeLimits } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { tooManyBytes } from '../../formats/refusals.ts';
import { unreadable } from '../../system-failure.ts';

/**
 * Reads a file of at most `maxBytes`, once and whole.
 *
 * @throws IngestError `ingest/undecodable-image` (reason `too-many-bytes`, nothing was read),
 * `ingest/source-unreadable`, `ingest/source-changed`
 */
export async function readFileWithin(path: string, limits: DecodeLimits): Promise<Buffer> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const before = await handle.stat();
    if (before.size > limits.maxBytes) throw tooManyBytes(before.size, limits);
    const bytes = await handle.readFile();
    const after = await handle.stat();
    if (after.mtimeMs !== before.mtimeMs || after.size !== bytes.length) throw sourceChanged(path);
    return bytes;
  } catch (cause) {
    if (cause instanceof IngestError) throw cause;
    throw unreadable(path, cause);
  } finally {
    await handle?.close();
  }
}

/**
 * Has a file read by `read`, which must come to its end.
 *
 * @throws IngestError `ingest/source-changed` when the file was written to meanwhile
 */
export async function readUnchanged<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  const before = await stat(path);
  const result = await read();
  const after = await stat(path);
  if (after.mtimeMs !== before.mtimeMs || after.size !== before.size) throw sourceChanged(path);
  return result;
}

/** The failure of a source that is not the same from beginning to end. */
export function sourceChanged(path: string): IngestError {
  return new IngestError(
    'ingest/source-changed',
    `${path} changed while it was read. Wait until nothing writes there any more, then run again.`,
  );
}
