import type { Shown } from './run-view.ts';

/** What the rate is of: long enough to even out batches and files of several sizes. */
const WINDOW_MS = 15_000;
/** How long a phase is watched before anything is said about its end. */
const LEAST_MS = 2_000;
/** In how many steps it must have come forward. */
const LEAST_STEPS = 3;

interface Seen {
  readonly at: number;
  readonly done: number;
}

/**
 * Watches a run, and estimates how long the phase that runs now has left: by its rate in the last seconds, once it was
 * watched for some. What came before that phase, and how long it took to start, plays no part.
 *
 * @returns called with each progress: milliseconds, or `undefined` as long as there is too little to go by
 */
export function timeLeft(): (progress: Shown, now: number) => number | undefined {
  let phase = '';
  let seen: Seen[] = [];
  return ({ stages, current }, now) => {
    const running = stages.find(({ status }) => status === 'running');
    if (!running || !current) return undefined;
    const { done, total, unit, message } = current;
    const same = JSON.stringify([running.stage, running.startedAt, total, unit, message]);
    const last = seen.at(-1);
    if (same !== phase || (last && done < last.done)) [phase, seen] = [same, []];
    if (seen.at(-1)?.done !== done) seen.push({ at: now, done });
    while (seen.length > LEAST_STEPS + 1 && now - (seen[1] as Seen).at > WINDOW_MS) seen.shift();
    const [first] = seen as [Seen];
    const elapsed = now - first.at;
    const came = done - first.done;
    if (elapsed < LEAST_MS || seen.length <= LEAST_STEPS || done >= total) return undefined;
    return ((total - done) * elapsed) / came;
  };
}
