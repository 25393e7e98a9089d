import { join } from 'node:path';
import { epochValues, formatTrigger, wordsOf, type Notification, type RunState } from '@sightline/contracts/run';
import { approvalLines } from './approval-lines.ts';
import { duration, table, utc, value } from './format.ts';
import type { Paint } from './paint.ts';
import { failureLine, finishedLine, statusText } from './run-view.ts';

/** What a run came to, in a line; empty while it goes on. */
export function outcomeOf({ outcome, model, headline, reason }: RunState): string {
  if (outcome === undefined) return '';
  if (outcome === 'promoted' && model)
    return [`${model.name} version ${model.version}`, headline].filter(Boolean).join(', ');
  if (outcome === 'held-back' || outcome === 'rejected') return `not promoted: ${reason}`;
  return outcome === 'refused-by-gate' ? `refused by the gate: ${reason}` : (reason ?? '');
}

/** The status in words. */
export function statusOf({ status }: Pick<RunState, 'status'>): string {
  return status.replaceAll('-', ' ');
}

/** A run as a page: how it stands, its stages with the attempts that failed, its epochs, and where its files are. */
export function formatRun(run: RunState & { runId: string; folder: string }, paint: Paint, now: number): string {
  const {
    runId,
    status,
    outcome,
    startedAt = now,
    endedAt,
    who,
    trigger,
    tags,
    stages,
    folder,
    notifications = [],
  } = run;
  const took = `${endedAt ? 'took' : 'for'} ${duration((endedAt ?? now) - startedAt)}`;
  const started = `started ${utc(new Date(startedAt).toISOString())} UTC`;
  // Whoever starts a run by hand is named as the one who did.
  const began = trigger && trigger.kind !== 'by-hand' ? [formatTrigger(trigger)] : [];
  const by = who ? [began.length > 0 ? `for ${who}` : `by ${who}`] : [];
  const tagged = tags.length > 0 ? [`tags: ${tags.join(', ')}`] : [];
  const lines = [`${runId}: ${statusOf(run)}`, `  ${[started, ...began, ...by, took, ...tagged].join(', ')}`];
  for (const state of stages) {
    const { stage, failures = [] } = state;
    if (stage === 'promote') lines.push(...approvalLines(run, paint));
    lines.push(...failures.filter(({ willRetry }) => willRetry).map((failure) => failureLine(stage, failure, paint)));
    if (state.status === 'running' || state.status === 'retrying') lines.push(statusText(run, now));
    else if (state.status !== 'waiting') lines.push(finishedLine(state, paint));
  }
  const ended = outcomeOf(run);
  const hasReport = status === 'done' && outcome !== 'unchanged';
  return [
    lines.join('\n'),
    ...(run.epochs.length > 0 ? [epochTable(run)] : []),
    ...(ended ? [ended] : []),
    ...(notifications.length > 0 ? [notifications.map((told) => noticeLine(told, paint)).join('\n')] : []),
    (hasReport ? [`Report  ${join(folder, 'report.html')}`] : []).concat(`Folder  ${folder}`).join('\n'),
  ].join('\n\n');
}

/** Who was notified of the end, or why not. */
function noticeLine({ at, url, problem }: Notification, paint: Paint): string {
  const time = `${utc(new Date(at).toISOString())} UTC`;
  return problem === undefined
    ? `${paint.good('✓')} notified  ${url} (${time})`
    : `${paint.bad('✗')} notified  not ${url} (${time}): ${problem}`;
}

function epochTable({ epochs, epochsAtMost }: RunState): string {
  const values = epochs.map(epochValues);
  const names = [...new Set(values.flatMap((of) => Object.keys(of)))];
  const header = ['  epoch', ...names.map(wordsOf)];
  const rows = epochs.map(({ epoch }, index) => [
    `  ${epoch}/${epochsAtMost ?? epoch}`,
    ...names.map((name) => value(values[index]?.[name])),
  ]);
  return table([header, ...rows]);
}
