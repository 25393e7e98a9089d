import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { hashJson, sightlineHome, storeLocation } from '@sightline/artifacts';
import {
  errorCodeOf,
  messageOf,
  parse,
  promoteInputSchema,
  rollbackInputSchema,
  SightlineError,
  type PromoteInput,
  type Promotion,
  type RollbackInput,
} from '@sightline/contracts';
import type { z } from 'zod';
import type { Places } from '../activities/activities.ts';
import { promoteUpdate, rollbackUpdate } from '../definitions/promotion-updates.ts';
import { WorkflowsError } from '../errors.ts';
import { taskQueueOf } from './task-queue.ts';

/** How often what is safe to ask again is asked. */
const ATTEMPTS = 3;

/**
 * Points an alias of a model at a version. All promotions and rollbacks of the model are made one after the other, by
 * its workflow; the promotion log decides by compare and set. A worker makes them: where there is none, this waits.
 *
 * @returns the entry of the promotion log
 * @throws ContractError for a wrong request; SightlineError `deployer/not-promotable` when the gate did not pass,
 * `artifacts/not-found` for an unknown version, `artifacts/conflict` when the alias does not point at `expected`,
 * `artifacts/rolled-back` when a run asks for what a person has rolled back; WorkflowsError
 * `workflows/server-unreachable`
 * @example
 * await promoteModel(client, { name: 'digits', version: 3, who: 'ada', why: 'fewer 4/9 mix-ups' });
 */
export async function promoteModel(
  client: Client,
  request: z.input<typeof promoteInputSchema>,
  home: Pick<Places, 'root'> = sightlineHome(),
): Promise<Promotion> {
  return change(client, promoteUpdate, parse(promoteInputSchema, request, 'The promotion'), home);
}

/**
 * Moves an alias of a model back to its previous version. No later run promotes the version again that it was taken
 * from, until a person does or the alias has come back to it.
 *
 * @returns the entry of the promotion log
 * @throws ContractError for a wrong request; SightlineError `artifacts/not-found` when there is no previous version,
 * `artifacts/conflict` when the alias does not point at `expected`; WorkflowsError `workflows/server-unreachable`
 * @example
 * await rollbackModel(client, { name: 'digits', who: 'ada', why: 'mistakes 1 for 7 since this morning' });
 */
export async function rollbackModel(
  client: Client,
  request: z.input<typeof rollbackInputSchema>,
  home: Pick<Places, 'root'> = sightlineHome(),
): Promise<Promotion> {
  return change(client, rollbackUpdate, parse(rollbackInputSchema, request, 'The rollback'), home);
}

async function change<Input extends PromoteInput | RollbackInput>(
  client: Client,
  update: UpdateDefinition<Promotion, [Input]>,
  input: Input,
  { root }: Pick<Places, 'root'>,
): Promise<Promotion> {
  // A rollback whose answer was lost may have been made; from an expected version it is made once.
  const attempts = 'version' in input || input.expected !== undefined ? ATTEMPTS : 1;
  const updateId = randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.workflow.executeUpdateWithStart(update, {
        args: [input],
        updateId,
        startWorkflowOperation: new WithStartWorkflowOperation('modelPromotions', {
          workflowId: `promotions-${input.name}-${hashJson(storeLocation(root)).slice(0, 12)}`,
          taskQueue: taskQueueOf(root),
          args: [input.name],
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      });
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) throw refusal;
      if (attempt === attempts) throw unanswered(input.name, error);
    }
  }
}

/** What the workflow refuses a change with; undefined where it has not looked at it, or nobody has answered. */
function refusalOf(error: unknown): SightlineError | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const { cause } = error;
  const code = cause instanceof ApplicationFailure ? errorCodeOf({ code: cause.type }) : undefined;
  return code && new SightlineError(code, messageOf(cause), { cause: error });
}

function unanswered(name: string, cause: unknown): WorkflowsError {
  return new WorkflowsError(
    'workflows/server-unreachable',
    `The workflow of the promotions of ${name} did not answer (${messageOf(cause)}). \`sightline history ${name}\` ` +
      'says what was done.',
    { cause },
  );
}
