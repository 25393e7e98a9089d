import { SightlineError, type CodeOf } from '@sightline/contracts';

/** The one error class of this package. */
export class NativeError extends SightlineError<CodeOf<'native'>> {}

/** Whether an error or a tool's output says that the disk is full. */
export function saysDiskFull(errorOrOutput: unknown): boolean {
  const code = (errorOrOutput as { code?: unknown } | undefined)?.code;
  return (
    code === 'ENOSPC' || code === 'EDQUOT' || /no space left on device|disk quota exceeded/i.test(String(errorOrOutput))
  );
}
