import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { PromoteInput, Promotion, RollbackInput } from '@sightline/contracts';
import type { ErrorCode } from '@sightline/contracts/errors';
import type { PromotionActivities } from '../activities/promotion-activities.ts';
import { causeOf, codeOf } from './chain/failures.ts';
import { promoteUpdate, rollbackUpdate } from './promotion-updates.ts';

/** Local ones: a run waits for a promotion within an activity, and must not keep it from a worker's last slot. */
const { currentVersion, promoteVersion, rollbackVersion } = proxyLocalActivities<PromotionActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { maximumAttempts: 5 },
});

/** After this time without a request it ends: what it knows is in the promotion log. The next request starts it. */
const IDLE = '10 seconds';

/** The promotions and rollbacks of one model, one after the other: whoever asks, runs or people. */
export async function modelPromotions(name: string): Promise<void> {
  let asked = 0;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = async (change: () => Promise<Promotion>): Promise<Promotion> => {
    asked += 1;
    const mine = last.then(change).catch((error: unknown) => {
      throw refusalOf(error);
    });
    last = mine.catch(() => undefined);
    return mine;
  };
  const validator = (input: PromoteInput | RollbackInput) => refuseUnlessOf(name, input);
  setHandler(promoteUpdate, async (input) => inTurn(() => promoteVersion(input)), { validator });
  setHandler(
    rollbackUpdate,
    async (input) =>
      inTurn(async () => {
        // Known before it is done, so that what is tried again goes back from the same version.
        const expected = input.expected ?? (await currentVersion(input));
        return rollbackVersion({ ...input, ...(expected !== null && { expected }) });
      }),
    { validator },
  );
  for (;;) {
    const before = asked;
    const isAsked = await condition(() => asked > before || workflowInfo().continueAsNewSuggested, IDLE);
    await condition(allHandlersFinished);
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof modelPromotions>(name);
    if (!isAsked && asked === before) return;
  }
}

/** @throws ApplicationFailure for a request of another model; it leaves nothing in the history */
function refuseUnlessOf(name: string, input: PromoteInput | RollbackInput): void {
  if (input.name === name) return;
  const message = `The promotions of ${name} were asked about ${input.name}.`;
  throw ApplicationFailure.nonRetryable(message, 'contracts/invalid-input' satisfies ErrorCode);
}

/** What whoever asked is told: the code and the message of what failed. */
function refusalOf(error: unknown): ApplicationFailure {
  return ApplicationFailure.nonRetryable(causeOf(error), codeOf(error));
}
