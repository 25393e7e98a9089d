import type { Client } from '@temporalio/client';
import { parse, retrainInputSchema } from '@sightline/contracts';
import type { RetrainRequest } from '@sightline/contracts/run';
import { requireSmall } from '../client/require-small.ts';
import { WorkflowsError } from '../errors.ts';
import { apply, type AppliedSchedule, create, deleteIfThere } from './apply.ts';
import { GC_SCHEDULE } from './gc-input.ts';
import type { OfStore } from './schedule-options.ts';

/**
 * Creates the schedule of a pipeline, by the section `schedule` of its spec.
 *
 * @throws ContractError where the spec is not valid; WorkflowsError `workflows/schedule-exists`,
 * `workflows/invalid-schedule` without a section, or with times that Temporal does not take,
 * `workflows/input-too-large`
 */
export async function createSchedule(client: Client, request: RetrainRequest, ofStore: OfStore): Promise<void> {
  const { schedule, ...scheduled } = scheduledBy(request);
  if (schedule) return create(client, { ...scheduled, schedule }, ofStore);
  throw new WorkflowsError(
    'workflows/invalid-schedule',
    `The spec of ${scheduled.name} has no section "schedule". Add one, such as schedule: { cron: "0 3 * * *" }, ` +
      'or give --set schedule.every=6h.',
  );
}

/**
 * Makes the section `schedule` of a pipeline's spec true: creates its schedule, changes it, or deletes it where there
 * is no section. A schedule that is paused stays so.
 *
 * @throws as {@link createSchedule}
 */
export async function applySchedule(
  client: Client,
  request: RetrainRequest,
  ofStore: OfStore,
): Promise<AppliedSchedule> {
  const { schedule, ...scheduled } = scheduledBy(request);
  if (!schedule) return deleteIfThere(client, scheduled.name, ofStore);
  return apply(client, { ...scheduled, schedule }, ofStore);
}

function scheduledBy(request: RetrainRequest) {
  const args = parse(retrainInputSchema, request, 'The schedule');
  requireSmall(args);
  const { name, schedule } = args.pipeline;
  if (name === GC_SCHEDULE)
    throw new WorkflowsError(
      'workflows/invalid-schedule',
      `No pipeline called ${GC_SCHEDULE} can have a schedule: that is what the schedule of the store's clean-up is ` +
        'called. Give the pipeline another name.',
    );
  return { name, workflow: 'retrain', schedule, args } as const;
}
