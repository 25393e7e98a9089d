import { openStore } from '@sightline/artifacts';
import { parse, retrainInputSchema } from '@sightline/contracts';
import { z } from 'zod';
import type { RetrainInput, RetrainRequest } from '@sightline/contracts/run';
import { requireSmall } from '../client/require-small.ts';
import { WorkflowsError } from '../errors.ts';
import { differences } from '../schedules/differences.ts';

const ROOT = 'pointers/triggers/';

interface Applied extends RetrainInput {
  /** Since when the promotions of another model count, in milliseconds since 1970. */
  appliedAt: number;
}
const appliedSchema: z.ZodType<Applied> = retrainInputSchema.extend({ appliedAt: z.number() });

/** The store whose triggers are meant. */
export interface OfStore {
  root: string;
}

/** What `applyTriggers` has done. */
export interface AppliedTriggers {
  name: string;
  action: 'created' | 'updated' | 'deleted' | 'none';
  /** What differs from before, a line each. */
  changes: string[];
}

/**
 * Makes the section `triggers` of a pipeline's spec true: from then on, whoever serves the triggers of the store
 * starts retrainings by it. Without the section, the pipeline has no triggers any more.
 *
 * @throws ContractError where the spec is not valid
 */
export async function applyTriggers(request: RetrainRequest, { root }: OfStore): Promise<AppliedTriggers> {
  const input = parse(retrainInputSchema, request, 'The triggers');
  requireSmall(input);
  const { name, triggers } = input.pipeline;
  const pointer = pointerOf(name, root);
  const before = (await pointer.get()) as Partial<Applied> | undefined;
  if (!triggers) {
    if (before) await pointer.remove();
    return { name, action: before ? 'deleted' : 'none', changes: [] };
  }
  const wanted = JSON.parse(JSON.stringify(input)) as RetrainInput;
  const changes = [
    ...differences(before?.pipeline, wanted.pipeline),
    ...differences(before?.serverUrl, wanted.serverUrl, 'server'),
  ];
  if (before && changes.length === 0) return { name, action: 'none', changes };
  const isSame = differences(before?.pipeline?.triggers?.promotion, triggers.promotion).length === 0;
  const appliedAt = (isSame && before?.appliedAt) || Date.now();
  await pointer.set(JSON.parse(JSON.stringify({ ...wanted, appliedAt })));
  return before ? { name, action: 'updated', changes } : { name, action: 'created', changes: [] };
}

/** A pipeline whose triggers are served. */
export interface Triggered extends Applied {
  pipeline: Applied['pipeline'] & { triggers: NonNullable<Applied['pipeline']['triggers']> };
}

/** The pipelines of a store that have triggers, by name; those that another version of Sightline wrote are left out. */
export async function listTriggers({ root }: OfStore): Promise<Triggered[]> {
  const keys = await openStore(root).backend.list(ROOT);
  const names = keys.map((key) => key.slice(ROOT.length, -'.json'.length));
  const found = await Promise.all(names.map((name) => find(name, root)));
  return found.filter((triggered) => triggered !== undefined);
}

/** @throws WorkflowsError `workflows/trigger-not-found` */
export async function triggersOf(name: string, { root }: OfStore): Promise<Triggered> {
  const found = await find(name, root);
  if (found) return found;
  const others = (await listTriggers({ root })).map(({ pipeline }) => pipeline.name).join(', ');
  throw new WorkflowsError(
    'workflows/trigger-not-found',
    `The pipeline ${name} has no triggers here. Give its spec a section "triggers", and make it true by sightline ` +
      `trigger apply <pipeline.yaml>. Pipelines with triggers: ${others || 'none'}.`,
  );
}

/** What they have started goes on. @throws WorkflowsError `workflows/trigger-not-found` */
export async function deleteTriggers(name: string, { root }: OfStore): Promise<void> {
  await triggersOf(name, { root });
  await pointerOf(name, root).remove();
}

async function find(name: string, root: string): Promise<Triggered | undefined> {
  const { data } = appliedSchema.safeParse(await pointerOf(name, root).get());
  return data?.pipeline.triggers && (data as Triggered);
}

function pointerOf(name: string, root: string) {
  return openStore(root).pointer(`triggers/${name}`);
}
