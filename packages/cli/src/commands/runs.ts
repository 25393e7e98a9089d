import { sightlineHome } from '@sightline/artifacts/home';
import type { Command } from 'commander';
import { withHonestStatus } from '../honest-status.ts';
import { outputOf } from '../output.ts';
import { duration, table, utc } from '../terminal/format.ts';
import { outcomeOf } from '../terminal/run-page.ts';

export function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list the runs, newest first')
    .addHelpText('before', 'Examples:\n  sightline runs\n  sightline runs --json\n')
    .action(async (_, command: Command) => {
      const { readRuns } = await import('@sightline/workflows/journal');
      const output = outputOf(command);
      const home = sightlineHome();
      const runs = await withHonestStatus(home, await readRuns(home.runsFolder));
      const rows = runs.map((run) => {
        const { runId, pipeline = '', status, startedAt = 0, endedAt } = run;
        const took = duration((endedAt ?? Date.now()) - startedAt);
        return [runId, pipeline, status, utc(new Date(startedAt).toISOString()), took, outcomeOf(run)];
      });
      const text =
        rows.length > 0
          ? table([['RUN', 'PIPELINE', 'STATUS', 'STARTED (UTC)', 'TOOK', 'OUTCOME'], ...rows])
          : 'No runs yet. Next: sightline run <pipeline.yaml>';
      output.result(runs, text);
      if (runs[0]) output.say(`Next: sightline show ${runs[0].runId}`);
    });
}
