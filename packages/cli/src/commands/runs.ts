import { sightlineHome } from '@sightline/artifacts/home';
import type { Command } from 'commander';
import { addTag } from '../arguments/runs.ts';
import { withHonestStatus } from '../honest-status.ts';
import { outputOf } from '../output.ts';
import { duration, table, utc } from '../terminal/format.ts';
import { outcomeOf, statusOf } from '../terminal/run-page.ts';

export function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list the runs, newest first')
    .option('--tag <key=value>', 'only runs with this tag; may be repeated', addTag)
    .addHelpText('before', 'Examples:\n  sightline runs\n  sightline runs --tag purpose=baseline --json\n')
    .action(async ({ tag = [] }: { tag?: string[] }, command: Command) => {
      const { readRuns } = await import('@sightline/workflows/journal');
      const output = outputOf(command);
      const home = sightlineHome();
      const tagged = (await readRuns(home.runsFolder)).filter(({ tags }) => tag.every((one) => tags.includes(one)));
      const runs = await withHonestStatus(home, tagged);
      const rows = runs.map((run) => {
        const { runId, pipeline = '', startedAt = 0, endedAt } = run;
        const took = duration((endedAt ?? Date.now()) - startedAt);
        return [
          runId,
          pipeline,
          statusOf(run),
          utc(new Date(startedAt).toISOString()),
          took,
          run.trigger?.kind.replace('-', ' ') ?? '',
          run.tags.join(' '),
          outcomeOf(run),
        ];
      });
      const text =
        rows.length > 0
          ? table([['RUN', 'PIPELINE', 'STATUS', 'STARTED (UTC)', 'TOOK', 'TRIGGER', 'TAGS', 'OUTCOME'], ...rows])
          : 'No runs yet. Next: sightline run <pipeline.yaml>';
      output.result(runs, text);
      if (runs[0]) output.say(`Next: sightline show ${runs[0].runId}`);
    });
}
