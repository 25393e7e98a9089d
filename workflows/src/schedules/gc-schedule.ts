import type { Client } from '@temporalio/client';
import { parse } from '@sightline/contracts';
import { apply, type AppliedSchedule } from './apply.ts';
import { GC_SCHEDULE, gcInputSchema, type GcRequest } from './gc-input.ts';
import type { OfStore } from './schedule-options.ts';

/**
 * Has a store cleaned up at times of a schedule: what `sightline gc --yes` would remove is removed. Changes the
 * schedule where there is one; it is called `gc` for the other functions of schedules.
 *
 * @throws ContractError where the request is not valid; WorkflowsError `workflows/invalid-schedule` for times that
 * Temporal does not take
 */
export function applyGcSchedule(client: Client, request: GcRequest, ofStore: OfStore): Promise<AppliedSchedule> {
  const args = parse(gcInputSchema, request, 'The schedule of the clean-up');
  return apply(client, { name: GC_SCHEDULE, workflow: 'collectGarbage', schedule: args.schedule, args }, ofStore);
}
