import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Home, sightlineHome } from '@sightline/artifacts';
import type { Command } from 'commander';
import { interruptible } from '../interruptible.ts';
import { outputOf } from '../output.ts';
import { openTemporal, type TemporalSession } from '../temporal.ts';

const LOOK_MS = 500;
const LOSS_MS = 2_000;

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('take runs until Ctrl-C; those that were interrupted go on')
    .addHelpText(
      'before',
      'Examples:\n  sightline worker\n  sightline run pipeline.yaml --no-follow   (in another terminal)\n',
    )
    .addHelpText(
      'after',
      '\nCtrl-C stops it: a stage that is running leaves a checkpoint, and the next worker goes on.',
    )
    .action(async (_, command: Command) => {
      const { say } = outputOf(command);
      const home = sightlineHome();
      await interruptible(say, async (signal) => {
        const session = await openTemporal(home, { say, worker: 'lasting' });
        try {
          say(`A worker takes the runs of ${home.folder}. Ctrl-C stops it.`);
          while (!signal.aborted) {
            await sayWhatItTakes(session, { home, signal, say });
            if (session.lost.aborted && !signal.aborted) await session.reopen();
          }
        } finally {
          await session.close();
        }
      });
    });
}

/** Until the session is lost or `signal` is aborted. */
async function sayWhatItTakes(
  { client, lost }: TemporalSession,
  { home, signal, say }: { home: Home; signal: AbortSignal; say: (text: string) => void },
): Promise<void> {
  const { openRuns } = await import('@sightline/workflows');
  const { readRunState } = await import('@sightline/workflows/journal');
  const ended = AbortSignal.any([lost, signal]);
  let before = new Set<string>();
  while (!ended.aborted) {
    try {
      const now = new Set((await openRuns(client, home.root)).map(({ workflowId }) => workflowId));
      for (const runId of now) if (!before.has(runId)) say(`${runId}: running`);
      for (const runId of before) {
        if (now.has(runId)) continue;
        const state = await readRunState(join(home.runsFolder, runId));
        say(`${runId}: ${state?.status ?? 'ended'}`);
      }
      before = now;
      await sleep(LOOK_MS, undefined, { signal: ended });
    } catch (error) {
      // A loss is noticed here a moment before it is told.
      await sleep(LOSS_MS, undefined, { signal: ended }).catch(() => undefined);
      if (!ended.aborted) throw error;
    }
  }
}
