import { z } from 'zod';
import { approvalRuleSchema } from '../deployment/approval-rule.ts';

/** In milliseconds since 1970. */
const at = z.number();

export const takenAnswerSchema = z.object({
  at,
  decision: z.enum(['approve', 'reject']),
  who: z.string(),
  why: z.string(),
});

/** What a person is asked: whether a version is to be promoted. */
export const approvalQuestionSchema = z.object({
  at,
  model: z.object({ name: z.string(), version: z.int() }),
  alias: z.string(),
  /** The version that it would replace, and that the gate compared it with; null where there is none. */
  production: z.int().nullable(),
  /** The end of the time in which an answer is taken. */
  until: at,
  otherwise: approvalRuleSchema.shape.otherwise,
});

/** An approval that a run asked for, and what came of it. */
export const approvalSchema = approvalQuestionSchema.extend({
  answer: takenAnswerSchema.optional(),
  /** When the time was over without an answer. */
  timedOutAt: at.optional(),
});
export type Approval = z.infer<typeof approvalSchema>;

/** Whether its version is promoted: by the answer, or else by what the pipeline says for want of one. */
export function isApproved({ answer, otherwise }: Approval): boolean {
  return answer ? answer.decision === 'approve' : otherwise === 'promote';
}

/** What came of an approval, in a sentence without its full stop; how things stand for one that is open. */
export function formatApproval(approval: Approval): string {
  const { model, answer, timedOutAt, otherwise } = approval;
  const version = `${model.name} version ${model.version}`;
  if (answer)
    return `${answer.who} ${answer.decision === 'approve' ? 'approved' : 'rejected'} ${version}: ${answer.why}`;
  if (timedOutAt !== undefined) return `nobody answered in time, and the pipeline says ${otherwise}: ${version}`;
  return `${version} waits for approval`;
}
