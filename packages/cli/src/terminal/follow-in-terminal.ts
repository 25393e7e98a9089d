import { join } from 'node:path';
import type { FinishedRun, RunState } from '@sightline/contracts/run';
import { endedRun, followRun, type Client, type LiveRun } from '@sightline/workflows';
import { approvalLines } from './approval-lines.ts';
import { paintFor } from './paint.ts';
import { epochLine, failureLine, finishedLine, statusText } from './run-view.ts';
import { statusLine, type StatusLine, type TextStream } from './status-line.ts';
import { timeLeft } from './time-left.ts';

/**
 * Follows a run on a stream: a line for each finished stage, each epoch and each attempt that failed,
 * and at the bottom the stage that is running.
 *
 * @throws what {@link followRun} throws, after the failed stage's line was written
 */
export async function followInTerminal(
  client: Client,
  runId: string,
  { runsFolder, stream }: { runsFolder: string; stream: TextStream },
): Promise<FinishedRun> {
  const line = statusLine(stream);
  try {
    return await followRun(client, runId, { runsFolder, onState: runPrinter(runId, { stream, line }) });
  } finally {
    line.close();
  }
}

/**
 * Shows a run that has ended as it was shown to those who followed it.
 *
 * @throws what {@link followRun} throws
 */
export function showEnded(
  runId: string,
  state: RunState,
  { runsFolder, stream }: { runsFolder: string; stream: TextStream },
): Promise<FinishedRun> {
  const line = statusLine(stream);
  runPrinter(runId, { stream, line })(state);
  line.close();
  return endedRun(runId, join(runsFolder, runId), state);
}

/** Prints what is new in a run each time that it is shown one. */
function runPrinter(runId: string, { stream, line }: { stream: TextStream; line: StatusLine }): (run: LiveRun) => void {
  const paint = paintFor(stream);
  const left = timeLeft();
  const printed = new Set<string>();
  const once = (key: string, text: () => string) => {
    if (!printed.has(key)) line.log(text());
    printed.add(key);
  };
  return (run) => {
    for (const state of run.stages) {
      const { stage, status, startedAt, failures = [] } = state;
      for (const failure of failures.filter(({ willRetry }) => willRetry))
        once(`${stage} ${startedAt} ${failure.at}`, () => failureLine(stage, failure, paint));
      if (stage === 'train')
        for (const record of run.epochs)
          once(`epoch ${record.epoch}`, () => paint.dim(epochLine(record, run.epochsAtMost)));
      // What is new of an approval is another line: the question once, then who decided.
      if (stage === 'promote') for (const text of approvalLines({ ...run, runId }, paint)) once(text, () => text);
      if (status !== 'waiting' && status !== 'running' && status !== 'retrying')
        once(`${stage} ${startedAt}`, () => finishedLine(state, paint));
    }
    const now = Date.now();
    line.update(statusText(run, now, left(run, now)));
  };
}
