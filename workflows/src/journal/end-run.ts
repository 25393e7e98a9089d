import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatHeadline, type RunResult } from '@sightline/contracts';
import type { FailedRun, RunEvent, StageState, UnchangedRun } from '@sightline/contracts/run';
import { appendEvent } from './append.ts';
import { readRunState } from './read.ts';
import { releaseRoom, withReserve } from './reserve.ts';

/** A run that ended before its report; how its stages ended is in its journal. */
export type EndedRun = Omit<FailedRun, 'stages'>;

/**
 * Notes in its journal how a run ended that has no report, and leaves `run.json` in its folder.
 *
 * @throws what the file system throws
 */
export async function endRun(folder: string, run: EndedRun): Promise<void> {
  const { outcome, code } = run;
  const { cancelledBy } = (await readRunState(folder)) ?? {};
  const reason = outcome === 'cancelled' && cancelledBy ? `The run was cancelled by ${cancelledBy}.` : run.error;
  appendEvent(folder, { event: 'run-ended', at: Date.now(), outcome, reason, ...(code && { code }) });
  const stages = await stagesOf(folder);
  writeResult(folder, { ...run, error: reason, stages });
}

/**
 * Notes in its journal that a retraining had nothing to do, and leaves `run.json` in its folder.
 *
 * @throws what the file system throws
 */
export async function endUnchanged(folder: string, run: Omit<UnchangedRun, 'stages'>): Promise<UnchangedRun> {
  const { outcome, reason } = run;
  appendEvent(folder, { event: 'run-ended', at: Date.now(), outcome, reason });
  const ended = { ...run, stages: await stagesOf(folder) };
  writeResult(folder, ended);
  return ended;
}

function writeResult(folder: string, result: FailedRun | UnchangedRun): void {
  const text = JSON.stringify(result, undefined, 2);
  const temporary = join(folder, `.run.json-${process.pid}`);
  withReserve(folder, () => {
    writeFileSync(temporary, `${text}\n`);
    renameSync(temporary, join(folder, 'run.json'));
  });
  releaseRoom(folder);
}

/** What the journal says at the end of a run that has a report. */
export function endOf({
  outcome,
  reason,
  evaluation,
  model,
  gate,
}: Omit<RunResult, 'stages'>): Extract<RunEvent, { event: 'run-ended' }> {
  const refusals = gate.checks.filter(({ passed }) => !passed).map(({ message }) => message);
  const why = reason ?? refusals.join('; ');
  return {
    event: 'run-ended',
    at: Date.now(),
    outcome,
    headline: formatHeadline(evaluation),
    ...(model && { model: { name: model.name, version: model.version } }),
    ...(why && { reason: why }),
  };
}

async function stagesOf(folder: string): Promise<StageState[]> {
  return [...((await readRunState(folder))?.stages ?? [])];
}
