import type { ProgressEvent, RunProgress, RunResult, StageName } from '@sightline/contracts';
import { followRun, type Client } from '@sightline/workflows';
import { paintFor } from './paint.ts';
import { endsEpoch, epochLine, finishedLine, statusText } from './run-view.ts';
import { statusLine, type TextStream } from './status-line.ts';

/**
 * Follows a run on a stream: a line for each finished stage and each epoch,
 * and at the bottom the stage that is running.
 *
 * @throws what {@link followRun} throws, after the failed stage's line was written
 */
export async function followInTerminal(client: Client, runId: string, stream: TextStream): Promise<RunResult> {
  const line = statusLine(stream);
  const show = runPrinter(stream, line);
  try {
    return await followRun(client, runId, show);
  } finally {
    line.close();
  }
}

function runPrinter(stream: TextStream, line: ReturnType<typeof statusLine>): (progress: RunProgress) => void {
  const paint = paintFor(stream);
  const shown = new Set<StageName>();
  let latest: ProgressEvent | undefined;
  return (progress) => {
    if (!shown.has('train') && endsEpoch(latest, progress.current)) line.log(paint.dim(epochLine(latest)));
    latest = progress.current;
    for (const state of progress.stages) {
      if (shown.has(state.stage) || state.status === 'waiting' || state.status === 'running') continue;
      shown.add(state.stage);
      line.log(finishedLine(state, paint));
    }
    line.update(statusText(progress, Date.now()));
  };
}
