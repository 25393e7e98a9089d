import { z } from 'zod';
import { secondsOf } from '../duration.ts';
import { aliasSchema, modelNameSchema } from './registry.ts';
import { durationSchema } from './schedule.ts';
import { secretSchema } from './secret.ts';

const folderSchema = z
  .strictObject({
    settle: durationSchema
      .refine((settle) => secondsOf(settle) > 0, 'must be at least 1s')
      .default('30s')
      .describe(
        'How long no file of the source may have changed before its data counts as complete. Longer than the longest ' +
          'pause of whatever writes there.',
      ),
  })
  .describe('New data in the source: its folder, or its file, is watched.');

const webhookSchema = z
  .strictObject({
    secret: secretSchema,
    tolerance: durationSchema
      .refine((tolerance) => secondsOf(tolerance) >= 1 && secondsOf(tolerance) <= 86_400, 'must be from 1s to 1d')
      .default('5m')
      .describe('By how much the time of a message may differ from the clock here.'),
  })
  .describe('A signed message that data has arrived: `POST /triggers/{pipeline}`.');

const promotionSchema = z
  .strictObject({
    model: modelNameSchema.meta({ description: 'The other model.', examples: ['backbone'] }),
    alias: aliasSchema.default('production').describe('Of which alias.'),
  })
  .describe('The promotion of another model: one whose weights the training starts from, for example.');

/** What starts a retraining besides its schedule: the section `triggers` of a spec. */
export const runTriggersSchema = z
  .strictObject({
    folder: folderSchema.optional(),
    webhook: webhookSchema.optional(),
    promotion: promotionSchema.optional(),
  })
  .describe(
    'What starts a retraining besides its schedule. `sightline trigger apply` makes it so; nothing else reads this.',
  );
export type RunTriggers = z.infer<typeof runTriggersSchema>;
