import { errorCodeOf } from '@sightline/contracts/errors';

const INTERRUPTED = 130;

/** Runs work that ends at Ctrl-C (or SIGTERM) with exit code 130; a second one exits at once. */
export async function interruptible(
  say: (text: string) => void,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController();
  const interrupt = () => {
    if (stopping.signal.aborted) process.exit(INTERRUPTED);
    stopping.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    await work(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted || errorCodeOf(error) === 'workflows/cancelled') throw error;
    say('Interrupted. Finished work is kept for the next run.');
    process.exitCode = INTERRUPTED;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
