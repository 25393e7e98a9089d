import { join } from 'node:path';
import { userInfo } from 'node:os';
import { sightlineHome } from '@sightline/artifacts/home';
import { errorCodeOf } from '@sightline/contracts/errors';
import type { Command } from 'commander';
import { RUN_WORD, runIdOf } from '../arguments/runs.ts';
import { CliError } from '../errors.ts';
import { outputOf } from '../output.ts';
import { openTemporal } from '../temporal.ts';

export function addCancel(program: Command): void {
  program
    .command('cancel')
    .description('end a run: the stage that runs stops cleanly, and what is finished is kept')
    .argument('<run>', RUN_WORD)
    .addHelpText('before', 'Examples:\n  sightline cancel digits-20261123-142530-ab12\n')
    .action(cancel);
}

async function cancel(word: string, _: object, command: Command): Promise<void> {
  const { readRunState } = await import('@sightline/workflows/journal');
  const { say, result } = outputOf(command);
  const home = sightlineHome();
  const { runsFolder } = home;
  const runId = await runIdOf(word, home);
  const ended = (await readRunState(join(runsFolder, runId)))?.outcome;
  if (ended !== undefined)
    throw new CliError('cli/run-ended', `Run ${runId} has ended already: ${ended}. sightline show ${runId}`);

  const { cancelRun, followRun } = await import('@sightline/workflows');
  // A worker carries it out: one of this command where there is no other.
  const session = await openTemporal(home, { say, worker: 'of-a-command' });
  try {
    await cancelRun(session.client, runId, { runsFolder, who: userInfo().username });
    say(`Cancelling ${runId}: the running stage is stopping cleanly.`);
    const outcome = await followRun(session.client, runId, { runsFolder, onState: () => undefined }).then(
      (run) => run.outcome,
      (error: unknown) => {
        if (errorCodeOf(error) === 'workflows/cancelled') return 'cancelled';
        throw error;
      },
    );
    const text = outcome === 'cancelled' ? `Run ${runId} was cancelled.` : `Run ${runId} has ended before: ${outcome}.`;
    result({ runId, outcome }, text);
  } finally {
    await session.close();
  }
}
