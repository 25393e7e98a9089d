import type { ProgressEvent } from '@sightline/contracts';
import { epochValues, wordsOf, type Approval, type EpochRecord, type StageState } from '@sightline/contracts/run';
import { waitingText } from './approval-lines.ts';
import { bar, counter, duration, metrics } from './format.ts';
import type { Paint } from './paint.ts';

const NAME_WIDTH = 9;
const BAR_WIDTH = 20;

/** A stage of a run, or another part of the work that has a line. */
export type Part = Omit<StageState, 'stage'> & { stage: string };

/** What is shown of a run. */
export interface Shown {
  stages: readonly Part[];
  approvals?: readonly Approval[];
  /** What the running stage said last. */
  current?: ProgressEvent;
}

/** The line of what has ended: mark, name, time, summary. */
export function finishedLine(state: Part, paint: Paint): string {
  const name = state.stage.padEnd(NAME_WIDTH);
  if (state.status === 'left-out') return paint.dim(`- ${name} skipped`);
  const time = duration((state.endedAt ?? 0) - (state.startedAt ?? 0)).padStart(7);
  const mark = state.status === 'failed' ? paint.bad('✗') : paint.good('✓');
  const unchanged = state.cached ? paint.dim(' (unchanged)') : '';
  return `${mark} ${name} ${paint.dim(time)}  ${state.summary ?? ''}${unchanged}`.trimEnd();
}

/**
 * The line of the stage that runs now: bar, count, phase or epoch, metrics, time left. Empty between two stages.
 *
 * @param timeLeft milliseconds, where they can be estimated
 */
export function statusText({ stages, approvals, current }: Shown, now: number, timeLeft?: number): string {
  const retrying = stages.find(({ status }) => status === 'retrying');
  if (retrying) return `↻ ${retrying.stage.padEnd(NAME_WIDTH)} attempt ${(retrying.attempt ?? 0) + 1} follows`;
  const running = stages.find(({ status }) => status === 'running');
  if (!running && stages.every(({ status }) => status === 'waiting')) return 'waiting for a worker';
  if (!running) return waitingText(approvals, now);
  const elapsed = Math.max(0, now - (running.startedAt ?? now));
  const name = running.stage.padEnd(NAME_WIDTH);
  if (!current || current.total === 0) return `▸ ${name} ${duration(elapsed)}`;
  const { done, total } = current;
  const left = timeLeft === undefined ? [] : [`${duration(timeLeft)} left`];
  return [
    `▸ ${name} ${bar(done, total, BAR_WIDTH)}`,
    `${counter(done, total)} ${current.unit}`,
    ...details(current),
    ...left,
  ].join('  ');
}

/** The line of an attempt that failed where another one follows. */
export function failureLine(
  stage: string,
  { attempt, message, interrupted }: { attempt: number; message: string; interrupted?: true | undefined },
  paint: Paint,
): string {
  const what = interrupted ? 'was interrupted and goes on' : `attempt ${attempt} failed and is made again`;
  return `${paint.bad('↻')} ${stage.padEnd(NAME_WIDTH)} ${what}: ${message}`;
}

/** The line of an epoch: all that was measured in it, as `metrics.csv` has it. */
export function epochLine(record: EpochRecord, atMost = record.epoch): string {
  const values = Object.entries(epochValues(record)).map(([name, value]) => [wordsOf(name), value]);
  const number = String(record.epoch).padStart(String(atMost).length);
  return `  epoch ${number}/${atMost}  ${metrics(Object.fromEntries(values) as Record<string, number>)}`;
}

function details({ cached, epoch, message, metrics: values }: ProgressEvent): string[] {
  return [
    ...(cached ? ['result of an earlier run'] : []),
    ...(epoch ? [`epoch ${epoch.number}/${epoch.of}`] : []),
    ...(message ? [message] : []),
    ...(values ? [metrics(values)] : []),
  ];
}
