import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sightlineHome } from '@sightline/artifacts';
import { failedRunSchema, type FailedRun } from '@sightline/contracts';
import type { Command } from 'commander';
import { outputOf } from '../output.ts';
import { openTemporal } from '../temporal.ts';
import { paintFor } from '../terminal/paint.ts';
import { summaryOf } from '../terminal/run-summary.ts';
import { finishedLine, statusText } from '../terminal/run-view.ts';

export function addShow(program: Command): void {
  program
    .command('show')
    .description('show one run: its stages and its result')
    .argument('<run>', 'the id of a run, as `sightline runs` lists it')
    .addHelpText(
      'before',
      'Examples:\n  sightline show digits-20261123-142530-ab12\n  sightline show digits-20261123-142530-ab12 --json\n',
    )
    .action(show);
}

async function show(runId: string, _: object, command: Command): Promise<void> {
  const { showRun } = await import('@sightline/workflows');
  const output = outputOf(command);
  const home = sightlineHome();
  const session = await openTemporal(home, { say: output.say });
  try {
    const run = await showRun(session.client, runId);
    // A workflow is queried through a worker; a failed run has left the same record in its folder.
    const left =
      run.status === 'done' || run.status === 'running' ? undefined : await readFailedRun(join(home.runsFolder, runId));
    const progress = run.progress ?? (left && { stages: left.stages });
    const paint = paintFor(process.stdout);
    const lines = [`${runId}: ${run.status}`];
    for (const state of progress?.stages ?? []) {
      if (state.status !== 'waiting' && state.status !== 'running') lines.push(finishedLine(state, paint));
    }
    if (run.status === 'running')
      lines.push(
        progress
          ? statusText(progress, Date.now())
          : 'No worker is there: `sightline worker` starts one, and the run goes on.',
      );
    if (run.result) lines.push(summaryOf(run.result));
    if (left) lines.push(left.error);
    output.result(
      { ...run, ...(progress && { progress }), ...(left && { error: left.error }) },
      lines.filter(Boolean).join('\n'),
    );
  } finally {
    await session.close();
  }
}

async function readFailedRun(folder: string): Promise<FailedRun | undefined> {
  const text = await readFile(join(folder, 'run.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : failedRunSchema.safeParse(JSON.parse(text)).data;
}
