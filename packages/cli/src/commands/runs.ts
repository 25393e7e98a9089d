import { sightlineHome } from '@sightline/artifacts';
import type { Command } from 'commander';
import { outputOf } from '../output.ts';
import { openTemporal } from '../temporal.ts';
import { duration, table, utc } from '../terminal/format.ts';

export function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list the runs, newest first')
    .addHelpText('before', 'Examples:\n  sightline runs\n  sightline runs --json\n')
    .action(async (_, command: Command) => {
      const { listRuns } = await import('@sightline/workflows');
      const output = outputOf(command);
      const session = await openTemporal(sightlineHome(), { say: output.say });
      try {
        const runs = await listRuns(session.client);
        const rows = runs.map(({ runId, status, startedAt, endedAt }) => {
          const took = endedAt ? duration(Date.parse(endedAt) - Date.parse(startedAt)) : '';
          return [runId, status, utc(startedAt), took];
        });
        const text =
          rows.length > 0
            ? table([['RUN', 'STATUS', 'STARTED (UTC)', 'TOOK'], ...rows])
            : 'No runs yet. Next: sightline run <pipeline.yaml>';
        output.result(runs, text);
        if (runs[0]) output.say(`Next: sightline show ${runs[0].runId}`);
      } finally {
        await session.close();
      }
    });
}
