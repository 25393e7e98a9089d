import type { StageContext } from '@sightline/artifacts';

/** A function to call after each unit of work: it ends the work when the stage was cancelled, and reports at most every 50 ms, the last unit always. */
export function progressOf(
  context: Pick<StageContext, 'signal' | 'progress'>,
  total: number,
  unit: string,
): () => void {
  let done = 0;
  let reported = 0;
  return () => {
    context.signal.throwIfAborted();
    done += 1;
    const now = performance.now();
    if (done < total && now - reported < 50) return;
    reported = now;
    context.progress({ done, total, unit });
  };
}
