import type { StageContext } from '@sightline/artifacts';

/**
 * A function to call after each step, with how many units were done in it: it ends the work when the stage was
 * cancelled, and reports at most every 50 ms, the last unit always.
 *
 * @param phase what is being done to them: `decoding`
 */
export function progressOf(
  context: Pick<StageContext, 'signal' | 'progress'>,
  total: number,
  unit: string,
  phase: string,
): (units?: number) => void {
  let done = 0;
  let reported = 0;
  return (units = 1) => {
    context.signal.throwIfAborted();
    done += units;
    const now = performance.now();
    if (done < total && now - reported < 50) return;
    reported = now;
    context.progress({ done, total, unit, message: phase });
  };
}
