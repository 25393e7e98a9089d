import { openStore } from '@sightline/artifacts';
import type { RunState, Trigger } from '@sightline/contracts/run';
import type { Places } from '../activities/activities.ts';
import { taskQueueOf } from '../client/task-queue.ts';
import { type JournalledRun, readRuns } from '../journal/read.ts';
import { type Firing, firingIdOf } from './firing.ts';
import { openFirings } from './firings.ts';
import type { TriggerKind } from './kinds/trigger-kind.ts';
import { TRIGGERS } from './kinds/triggers.ts';

/** What fired, and how the run stands that it led to. */
export type FiringAndRun = Firing & { run?: Pick<RunState, 'status' | 'outcome' | 'reason'> };

/**
 * All that has fired for a pipeline, the newest first: what began each run, by the journals of runs too, and what led
 * to none, with the reason. Asks no server.
 */
export async function firingsOf(pipeline: string, { root, runsFolder }: Places): Promise<FiringAndRun[]> {
  const noted = await openFirings(openStore(root)).list(pipeline);
  const runs = new Map((await readRuns(runsFolder)).map((run) => [run.runId, run]));
  // Of a run that has just begun its firing does not know yet.
  const known = new Set(noted.flatMap(({ id, runId }) => [id, runId]));
  const queue = taskQueueOf(root);
  const begun = [...runs.values()]
    .filter((run) => run.pipeline === pipeline)
    .flatMap((run) => firingOf(run).map((firing) => ({ ...firing, queue })));
  const others = begun.filter(({ id, runId }) => !known.has(id) && !known.has(runId));
  const all = [...noted, ...others].map((firing): FiringAndRun => {
    const { status, outcome, reason } = runs.get(firing.runId ?? '') ?? {};
    return { ...firing, ...(status && { run: { status, ...(outcome && { outcome }), ...(reason && { reason }) } }) };
  });
  return all.sort((one, other) => other.at - one.at);
}

/** What began a run that Temporal or a person started. */
function firingOf({ runId, pipeline = '', startedAt: at = 0, trigger }: JournalledRun): Omit<Firing, 'queue'>[] {
  if (!trigger) return [];
  return [{ id: idOf(trigger, runId), pipeline, at, trigger, state: 'started', runId }];
}

function idOf(trigger: Trigger, runId: string): string {
  if (trigger.kind === 'workflow' || (trigger.kind === 'by-hand' && trigger.key === undefined))
    return firingIdOf(trigger, runId);
  return firingIdOf(trigger, (TRIGGERS[trigger.kind] as TriggerKind<Trigger>).keyOf(trigger));
}
