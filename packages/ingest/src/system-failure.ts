import { messageOf } from '@sightline/contracts';
import { IngestError } from './errors.ts';

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
  EFBIG: ' A temporary file exceeds the size limit: raise it (ulimit -f).',
  ENFILE: ' Too many open files on this machine: close other programs.',
};

/** The failure of a file that is there but cannot be read. */
export function unreadable(path: string, cause: unknown): IngestError {
  const advice = ADVICE[(cause as NodeJS.ErrnoException).code ?? ''] ?? '';
  return new IngestError('ingest/source-unreadable', `${path} cannot be read: ${messageOf(cause)}.${advice}`, {
    cause,
  });
}
