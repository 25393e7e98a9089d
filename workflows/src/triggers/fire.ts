import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { createContext, hashJson } from '@sightline/artifacts';
import { ERROR_CODES, errorCodeOf, messageOf } from '@sightline/contracts';
import type { Trigger } from '@sightline/contracts/run';
import type { Places } from '../activities/activities.ts';
import { decisiveHash } from '../activities/pipeline-data.ts';
import { startTriggered } from '../client/start-triggered.ts';
import { taskQueueOf } from '../client/task-queue.ts';
import { readRuns } from '../journal/read.ts';
import type { Triggered } from './applied.ts';
import { type Firing, firingIdOf, shortHash } from './firing.ts';
import type { Firings } from './firings.ts';
import type { TriggerKind } from './kinds/trigger-kind.ts';
import { type Kind, TRIGGERS } from './kinds/triggers.ts';

/** Where firings are noted and their runs started. */
export interface Firer {
  client: Client;
  home: Places;
  firings: Firings;
}

/** A firing, and whether it had been noted before: nothing new came of it then. */
export type Fired = Firing & { isRepeated: boolean };

/**
 * Fires a trigger of a pipeline: starts its retraining, unless the same has fired before, or something else for the
 * same data. While a run of the pipeline goes on, the firing waits: {@link settleFiring} starts it later.
 *
 * @returns `pending` too where something kept it from being started, which is to be tried again
 * @throws what the store throws when the firing cannot be noted
 */
export async function fire(trigger: Trigger & { kind: Kind }, triggered: Triggered, firer: Firer): Promise<Fired> {
  const { keyOf } = TRIGGERS[trigger.kind] as TriggerKind<Trigger>;
  const { name } = triggered.pipeline;
  const id = firingIdOf(trigger, keyOf(trigger));
  const queue = taskQueueOf(firer.home.root);
  const noted: Firing = { id, pipeline: name, queue, at: Date.now(), trigger, state: 'pending' };
  const { firing, isNew } = await firer.firings.add(noted);
  if (!isNew && firing.state !== 'pending') return { ...firing, isRepeated: true };
  const settled = await settleFiring(firing, triggered, firer).catch((error: unknown): Firing => {
    return { ...firing, reason: `It could not be started yet: ${messageOf(error)}` };
  });
  return { ...settled, isRepeated: !isNew };
}

/**
 * Decides on a firing that is noted: starts its run, or says why there is none. May be done again, by whoever, when it
 * broke off.
 *
 * @returns the firing as it stands then: `pending` while another run of the pipeline goes on
 * @throws what the store and Temporal's client throw
 */
export async function settleFiring(noted: Firing, triggered: Triggered, firer: Firer): Promise<Firing> {
  const { client, home, firings } = firer;
  const { trigger, pipeline } = noted;
  // Another home on this store has noted it, and starts its run.
  if (noted.queue !== taskQueueOf(home.root)) return noted;
  const decide = async (end: Partial<Firing>) => {
    const firing = { ...noted, ...end };
    if (JSON.stringify(firing) !== JSON.stringify(noted)) await firings.put(firing);
    return firing;
  };
  let firing: Firing;
  try {
    firing = { ...noted, ...(await dataOf(noted, triggered, firer)) };
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === undefined || ERROR_CODES[code]) throw error;
    return decide({ state: 'none', reason: messageOf(error) });
  }
  const work = firing.data === undefined ? firing.id : hashJson([decisiveHash(triggered.pipeline), firing.data]);
  const owner = await firings.claim(work, firing);
  if (owner !== firing.id) return decide({ ...firing, ...(await elsewhere(owner, firing, firings)) });

  const runId = runIdOf(firing, work, home.root);
  const open = await openRunOf(pipeline, client, home);
  if (open !== undefined && open !== runId)
    return decide({ ...firing, reason: `It waits until run ${open} of the pipeline has ended.` });
  const { appliedAt: _, ...input } = triggered;
  await startTriggered(client, input, { home, runId, trigger });
  const { reason: __, ...started } = firing;
  await firings.put({ ...started, state: 'started', runId });
  return { ...started, state: 'started', runId };
}

async function dataOf({ trigger, data }: Firing, triggered: Triggered, { home }: Firer): Promise<Pick<Firing, 'data'>> {
  if (data !== undefined || trigger.kind === 'workflow') return {};
  const kind = TRIGGERS[trigger.kind] as TriggerKind<Trigger>;
  const found = await kind.dataOf?.(trigger, triggered, createContext({ root: home.root }));
  return found === undefined ? {} : { data: found };
}

/** What is said of a firing about data that another one was first to fire for. */
async function elsewhere(owner: string, { pipeline }: Firing, firings: Firings): Promise<Partial<Firing>> {
  const first = await firings.get(pipeline, owner);
  const run = first?.runId ? `run ${first.runId} was started` : `a run is to be started`;
  const reason = `The source holds what firing ${owner} was about, for which ${run}.`;
  return { state: 'none', reason };
}

/** The same for all firings about one piece of work, and another one in each store that shares a Temporal server. */
function runIdOf({ pipeline, trigger, data }: Firing, work: string, root: string): string {
  const what = data === undefined ? trigger.kind : 'data';
  return `${pipeline}-${what}-${shortHash(`${taskQueueOf(root)} ${pipeline} ${work}`)}`;
}

/** The run of a pipeline that goes on, whatever began it. */
async function openRunOf(pipeline: string, client: Client, { runsFolder }: Places): Promise<string | undefined> {
  const open = (await readRuns(runsFolder)).filter((run) => run.pipeline === pipeline && run.outcome === undefined);
  for (const { runId } of open) if (await isRunning(client, runId)) return runId;
  return undefined;
}

async function isRunning(client: Client, runId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(runId).describe()).status.name === 'RUNNING';
  } catch (error) {
    // Its state was removed: its journal alone is open.
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
