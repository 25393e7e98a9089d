import { z } from 'zod';
import { DURATION, secondsOf } from '../duration.ts';

const DAYS = 86_400;

/** What a pipeline says of the person who must agree before a version is promoted. */
export const approvalRuleSchema = z
  .strictObject({
    within: z
      .string()
      .regex(DURATION, 'must be a number of seconds, minutes, hours or days, such as 90s, 15m, 6h or 7d')
      .refine((within) => secondsOf(within) >= 1 && secondsOf(within) <= 365 * DAYS, 'must be from 1s to 365d')
      .meta({ description: 'How long the run waits for an answer.', examples: ['2d'] }),
    otherwise: z
      .enum(['reject', 'promote'])
      .describe('What happens to the version when nobody has answered by then: it is always said, never assumed.'),
  })
  .describe(
    'A person must agree, after the gate and before the promotion: `sightline approve RUN --why …`, or ' +
      '`sightline reject`. Left out: the gate alone decides.',
  );
export type ApprovalRule = z.infer<typeof approvalRuleSchema>;
