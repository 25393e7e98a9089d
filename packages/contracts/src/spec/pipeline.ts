import { z } from 'zod';
import { augmentationSchema } from '../augmentation/augmentation.ts';
import { mixSchema } from '../augmentation/mixing.ts';
import { transformSchema } from '../augmentation/transform.ts';
import { ingestInputSchema } from '../data/ingest.ts';
import { preprocessSpecSchema } from '../data/preprocess.ts';
import { scrubPolicySchema } from '../data/scrub.ts';
import { splitSchema } from '../data/split.ts';
import { approvalRuleSchema } from '../deployment/approval-rule.ts';
import { budgetSchema } from '../deployment/budget.ts';
import { notifySchema } from '../deployment/notify.ts';
import { aliasSchema, modelNameSchema } from '../deployment/registry.ts';
import { runScheduleSchema } from '../deployment/schedule.ts';
import { runTriggersSchema } from '../deployment/triggers.ts';
import { gateRulesSchema } from '../evaluation/gate.ts';
import { fitSchema } from '../training/fit.ts';
import { taskFigures } from '../task/figures.ts';
import { taskSchema } from '../task/task.ts';
import { networkSpecSchema } from '../training/network.ts';
import { samplerSchema } from '../training/sampler.ts';
import { checkFigures } from './check-figures.ts';
import { checkLoss } from './check-loss.ts';
import { checkNetwork } from './check-network.ts';
import { checkTriggers } from './check-triggers.ts';

const stagesSchema = z.strictObject({
  name: modelNameSchema.meta({ description: 'What its runs are called.', examples: ['digits'] }),
  seed: z
    .int()
    .min(0)
    .default(0)
    .describe('The root of all randomness: initial weights, split, shuffling, augmentation, dropout.'),
  ingest: ingestInputSchema,
  scrub: scrubPolicySchema.prefault({}),
  split: splitSchema.prefault({}),
  preprocess: preprocessSpecSchema,
  task: taskSchema.prefault({ kind: 'classification' }),
  augment: z
    .array(transformSchema)
    .prefault([])
    .describe('Transforms of training samples, one after the other; none by default.'),
  mix: z.array(mixSchema).optional().describe('How augmented training samples are mixed, one after the other.'),
  boxes: augmentationSchema.shape.boxes.describe('Which boxes transforms and mixing keep.'),
  model: networkSpecSchema,
  fit: fitSchema,
  sampler: samplerSchema.prefault({ kind: 'shuffle' }),
  gate: gateRulesSchema.prefault({}),
  deploy: z
    .strictObject({
      name: modelNameSchema.meta({ description: 'The model in the registry.', examples: ['digits'] }),
      alias: aliasSchema.default('production').describe('The alias that the new version gets when it passes the gate.'),
      approval: approvalRuleSchema.optional(),
    })
    .describe('Where the model is published.'),
  budget: budgetSchema.optional(),
  notify: notifySchema.optional(),
  schedule: runScheduleSchema.optional(),
  triggers: runTriggersSchema.optional(),
});

/** A whole pipeline, from a folder of images to a served model: `pipeline.yaml`. */
export const pipelineSchema = stagesSchema
  .superRefine((pipeline, context) => {
    checkFigures(pipeline, taskFigures[pipeline.task.kind], context);
    checkLoss(pipeline, context);
    checkNetwork(pipeline, context);
    checkTriggers(pipeline, context);
  })
  .meta({
    title: 'Sightline pipeline',
    description: 'A whole pipeline, from a folder of images to a served model: `pipeline.yaml`.',
  });
export type Pipeline = z.infer<typeof pipelineSchema>;
