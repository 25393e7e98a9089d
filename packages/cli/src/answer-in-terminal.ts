import { userInfo } from 'node:os';
import { join } from 'node:path';
import { sightlineHome } from '@sightline/artifacts/home';
import { openApproval } from '@sightline/contracts/run';
import type { Command } from 'commander';
import { RUN_WORD, runIdOf } from './arguments/runs.ts';
import { parseReason } from './arguments/names.ts';
import { CliError } from './errors.ts';
import { outputOf } from './output.ts';
import { openTemporal, type TemporalSession } from './temporal.ts';

type Decision = 'approve' | 'reject';

/** Adds the command that gives one of the two answers. */
export function addAnswer(program: Command, decision: Decision, description: string): void {
  const example = decision === 'approve' ? 'fewer 4/9 mix-ups' : 'mistakes 1 for 7';
  program
    .command(decision)
    .description(description)
    .argument('<run>', RUN_WORD)
    .requiredOption('--why <text>', 'the reason, for the journal, the report and the promotion log', parseReason)
    .addHelpText('before', `Examples:\n  sightline ${decision} digits-20261123-142530-ab12 --why "${example}"\n`)
    .addHelpText('after', '\nThe first answer counts. Ends when the run has, or asks again.')
    .action((word: string, { why }: { why: string }, command: Command) => answer(word, { decision, why }, command));
}

async function answer(word: string, given: { decision: Decision; why: string }, command: Command): Promise<void> {
  const { readRunState } = await import('@sightline/workflows/journal');
  const { say, result } = outputOf(command);
  const home = sightlineHome();
  const runId = await runIdOf(word, home);
  const { outcome, approvals } = (await readRunState(join(home.runsFolder, runId))) ?? {};
  if (outcome !== undefined)
    throw new CliError('cli/run-ended', `Run ${runId} has ended already: ${outcome}. sightline show ${runId}`);
  const open = openApproval(approvals);
  if (!open)
    throw new CliError('cli/no-approval-asked', `Run ${runId} waits for no approval now. sightline show ${runId}`);

  const { answerApproval } = await import('@sightline/workflows');
  // A worker takes the answer and goes on with the run: one of this command where there is no other.
  const session = await openTemporal(home, { say, worker: 'of-a-command' });
  try {
    const taken = await answerApproval(session.client, runId, { ...given, who: userInfo().username });
    const version = `${open.model.name} version ${open.model.version}`;
    say(`${version} is ${given.decision === 'approve' ? 'approved' : 'rejected'}: the run goes on.`);
    const end = await endOrQuestion(session, runId, { runsFolder: home.runsFolder, asked: approvals?.length ?? 0 });
    const text = end
      ? `Run ${runId} has ended: ${end}.`
      : `Run ${runId} waits again: another version was promoted meanwhile. sightline show ${runId}`;
    result({ runId, model: open.model, ...taken, outcome: end }, text);
  } finally {
    await session.close();
  }
}

/** The outcome of a run; null as soon as it asks another question. @throws what the run fails with */
async function endOrQuestion(
  { client }: TemporalSession,
  runId: string,
  { runsFolder, asked }: { runsFolder: string; asked: number },
): Promise<string | null> {
  const { followRun } = await import('@sightline/workflows');
  return new Promise((resolve, reject) => {
    const onState = ({ approvals = [] }: { approvals?: readonly unknown[] }) => {
      if (approvals.length > asked) resolve(null);
    };
    // It goes on until the connection is closed; what it says then is not heard.
    followRun(client, runId, { runsFolder, onState }).then(({ outcome }) => resolve(outcome), reject);
  });
}
