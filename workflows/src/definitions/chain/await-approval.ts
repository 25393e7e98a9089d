import { ApplicationFailure, CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Pipeline, StageInputs, TakenAnswer } from '@sightline/contracts';
import type { ErrorCode } from '@sightline/contracts/errors';
import { problemOfAnswer, secondsOf } from '@sightline/contracts/stages';
import { checkPromotion, noteApproval } from './activities.ts';
import type { Tell } from './telling.ts';
import { answerUpdate } from './updates.ts';

type ApprovalEvent = Parameters<typeof noteApproval>[0];
type Promotion = StageInputs['promote'];
type Rule = NonNullable<Pipeline['deploy']['approval']>;

/** Asks a person, where the pipeline wants that: the promotion that is to be made, or why none is. */
export type Approve = (promotion: Promotion) => Promise<{ approved: Promotion } | { rejected: string }>;

/** How the question that a run puts to people stands. */
type Question =
  | { is: 'not-asked' }
  | { is: 'open'; asked: Promise<void> }
  | { is: 'timed-out' }
  | { is: 'answered'; answer: TakenAnswer; noted: Promise<void> };

/**
 * What asks for the approvals of a run. Called when the run begins: from then on answers are taken, or refused with a
 * reason. A refused one leaves nothing in the history of the run, however many are sent.
 */
export function approvals({ deploy: { approval: rule } }: Pipeline, tell: Tell): Approve {
  const noteAndTell = (event: ApprovalEvent) => {
    tell(event);
    return noteApproval(event);
  };
  let question: Question = { is: 'not-asked' };
  const answered = () => (question.is === 'answered' ? question : undefined);
  setHandler(
    answerUpdate,
    async ({ decision, who, why }) => {
      const answer = { at: Date.now(), decision, who, why };
      // Also where the run is cancelled meanwhile: the journal keeps an answer that was taken.
      const asked = question.is === 'open' ? question.asked : undefined;
      const note = async () => {
        await asked;
        await noteAndTell({ event: 'approval-answered', ...answer });
      };
      const noted = CancellationScope.nonCancellable(note);
      question = { is: 'answered', answer, noted };
      await noted;
      return answer;
    },
    { validator: (answer) => refuse(problemOfAnswer(answer), question, rule) },
  );

  return async (promotion) => {
    const planned = rule && (await checkPromotion(promotion));
    if (!planned || planned.done) return { approved: promotion };
    const { name, version, alias } = promotion;
    const { replaces: production } = planned;
    const [at, limit] = [Date.now(), secondsOf(rule.within) * 1_000];
    const asked = { model: { name, version }, alias, production, until: at + limit, otherwise: rule.otherwise };
    // Open before the journal is known to say so: whoever reads it there may answer, though a worker dies between.
    const noted = noteAndTell({ event: 'approval-requested', at, ...asked });
    question = { is: 'open', asked: noted };
    await noted;
    await condition(() => answered() !== undefined, limit);
    const given = answered();
    if (!given) {
      question = { is: 'timed-out' };
      await noteAndTell({ event: 'approval-timed-out', at: Date.now() });
    }
    await given?.noted;
    const decision = given?.answer.decision === 'approve' || (!given && rule.otherwise === 'promote');
    const why = reasonOf(promotion, rule, given?.answer);
    if (!decision) return { rejected: why };
    // What was approved is this version instead of that one: a promotion in between is another question.
    return { approved: { ...promotion, expected: production, why: `${promotion.why}, and ${why}` } };
  };
}

function reasonOf({ name, version }: Promotion, { within, otherwise }: Rule, answer?: TakenAnswer): string {
  const byHand = `\`sightline promote ${name} ${version} --why …\` promotes it all the same.`;
  if (!answer) {
    const silence = `nobody answered within ${within}; the pipeline says: otherwise ${otherwise}`;
    return otherwise === 'promote' ? silence : `${silence}. ${byHand}`;
  }
  const { decision, who, why } = answer;
  return decision === 'approve' ? `${who} approved it: ${why}` : `${who} rejected it: ${why}. ${byHand}`;
}

/** @throws ApplicationFailure where an answer is a bad one, or nobody waits for it */
function refuse(problem: string | undefined, question: Question, rule: Rule | undefined): void {
  const run = `Run ${workflowInfo().workflowId}`;
  if (problem !== undefined) throw refusal('workflows/invalid-answer', problem);
  if (question.is === 'answered') {
    const { who, decision } = question.answer;
    const has = `${run} has its answer already: ${who} has ${decision === 'approve' ? 'approved' : 'rejected'} it.`;
    throw refusal('workflows/approval-answered', `${has} The first answer counts.`);
  }
  if (question.is === 'open') return;
  const reason =
    question.is === 'timed-out'
      ? 'no longer waits for an answer: the time for it is over.'
      : rule
        ? 'does not wait for an answer yet: it asks once its model has passed the gate and is registered.'
        : 'asks for no approval: its pipeline has no deploy.approval.';
  throw refusal('workflows/approval-not-awaited', `${run} ${reason}`);
}

function refusal(code: ErrorCode, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, code);
}
