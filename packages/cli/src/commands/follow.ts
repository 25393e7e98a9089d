import { join } from 'node:path';
import { sightlineHome } from '@sightline/artifacts/home';
import type { Command } from 'commander';
import { RUN_WORD, runIdOf } from '../arguments/runs.ts';
import { NO_WORKER, withHonestStatus } from '../honest-status.ts';
import { outputOf } from '../output.ts';
import { followToEnd } from '../run-in-terminal.ts';
import { openTemporal } from '../temporal.ts';
import { summaryOf } from '../terminal/run-summary.ts';

export function addFollow(program: Command): void {
  program
    .command('follow')
    .description('show a run from its beginning to its end, also one that has ended')
    .argument('<run>', RUN_WORD)
    .addHelpText(
      'before',
      'Examples:\n  sightline follow digits-20261123-142530-ab12\n  sightline follow digits-20261123\n',
    )
    .addHelpText('after', '\nEnds with the exit code of the run. Ctrl-C ends this command only.')
    .action(follow);
}

async function follow(word: string, _: object, command: Command): Promise<void> {
  const { readRunState } = await import('@sightline/workflows/journal');
  const output = outputOf(command);
  const home = sightlineHome();
  const runId = await runIdOf(word, home);
  const state = await readRunState(join(home.runsFolder, runId));
  if (state?.outcome !== undefined) {
    const { showEnded } = await import('../terminal/follow-in-terminal.ts');
    const ended = await showEnded(runId, state, { runsFolder: home.runsFolder, stream: output.stream });
    return output.result(ended, summaryOf(ended));
  }
  const [honest] = state ? await withHonestStatus(home, [state]) : [];
  if (honest?.status === 'waiting') output.say(NO_WORKER);
  const session = await openTemporal(home, { say: output.say });
  try {
    const ended = await followToEnd(session, runId, { home, output });
    output.result(ended, summaryOf(ended));
  } finally {
    await session.close();
  }
}
