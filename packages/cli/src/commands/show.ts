import { join } from 'node:path';
import { sightlineHome } from '@sightline/artifacts/home';
import type { Command } from 'commander';
import { RUN_WORD, runIdOf } from '../arguments/runs.ts';
import { CliError } from '../errors.ts';
import { NO_WORKER, withHonestStatus } from '../honest-status.ts';
import { outputOf } from '../output.ts';
import { paintFor } from '../terminal/paint.ts';
import { formatRun } from '../terminal/run-page.ts';

export function addShow(program: Command): void {
  program
    .command('show')
    .description('show one run: its stages, its epochs and its result')
    .argument('<run>', RUN_WORD)
    .addHelpText(
      'before',
      'Examples:\n  sightline show digits-20261123-142530-ab12\n  sightline show digits-20261123-142530-ab12 --json\n',
    )
    .action(show);
}

async function show(word: string, _: object, command: Command): Promise<void> {
  const { readRunState } = await import('@sightline/workflows/journal');
  const home = sightlineHome();
  const runId = await runIdOf(word, home);
  const folder = join(home.runsFolder, runId);
  const state = await readRunState(folder);
  if (!state) throw new CliError('cli/run-not-found', `Run "${runId}" has left no journal in ${folder}.`);
  const [run = { runId, ...state, folder }] = await withHonestStatus(home, [{ runId, ...state, folder }]);
  const page = formatRun(run, paintFor(process.stdout), Date.now());
  outputOf(command).result(run, run.status === 'waiting' ? `${page}\n\n${NO_WORKER}` : page);
}
