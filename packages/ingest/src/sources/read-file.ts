import { type FileHandle, open, stat } from 'node:fs/promises';
import { type DecodeLimits, messageOf } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { tooManyBytes } from '../formats/refusals.ts';

/**
 * Reads a file of at most `maxBytes`, once and whole.
 *
 * @throws IngestError `ingest/undecodable-image` (reason `too-many-bytes`, nothing was read), `ingest/source-unreadable`, `ingest/source-changed`
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

/** Has a file read by `read`, which must come to its end. @throws IngestError `ingest/source-changed` when the file was written to meanwhile */
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

/** Whether a call to the system failed: it says nothing about the content of a file. */
export function isSystemFailure(cause: unknown): boolean {
  return typeof (cause as NodeJS.ErrnoException).syscall === 'string';
}

const ADVICE: Record<string, string> = {
  EACCES: ' Permission denied: make it readable for this user.',
  EPERM: ' Not permitted: make it readable for this user.',
  EIO: ' The disk or the network drive reports an error: copy the source to another, or check it.',
  ESTALE: ' The network drive has lost it: mount it again.',
  EMFILE: ' Too many open files: raise the limit (ulimit -n).',
  ENOSPC: ' The disk for temporary files is full: free some space, or set TMPDIR to a folder of another.',
  EFBIG: ' A temporary file may not grow so far: raise the limit (ulimit -f).',
  ENFILE: ' Too many open files on this machine: close other programs.',
};

/** The failure of a file that is there but cannot be read. */
export function unreadable(path: string, cause: unknown): IngestError {
  const advice = ADVICE[(cause as NodeJS.ErrnoException).code ?? ''] ?? '';
  return new IngestError('ingest/source-unreadable', `${path} cannot be read: ${messageOf(cause)}.${advice}`, {
    cause,
  });
}
