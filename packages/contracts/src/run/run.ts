import { z } from 'zod';
import { artifactRefSchema, refOf } from '../artifact.ts';
import { serveOutputSchema } from '../deployment/serve.ts';
import { evaluationSummarySchema } from '../evaluation/evaluation.ts';
import { gateOutputSchema } from '../evaluation/gate.ts';
import { pipelineSchema } from '../spec/pipeline.ts';
import { approvalSchema } from './approval.ts';
import { hookSchema } from './hook.ts';
import { stageNameSchema, stageStateSchema } from './stage-state.ts';
import { triggerSchema } from './trigger.ts';

/** What `trainToServe` is started with. */
export const trainToServeInputSchema = z.strictObject({
  pipeline: pipelineSchema,
  who: z.string().min(1),
  /**
   * The model server that must answer with the new version before the run counts as done;
   * without one, the run ends at the promotion.
   */
  serverUrl: z.url().optional(),
  /** Called between stages, those of one stage in their order; none by default. */
  hooks: z.array(hookSchema).optional(),
  /** This stage and those after it are computed though an earlier run has their results. */
  from: stageNameSchema.optional(),
});
export type TrainToServeInput = z.infer<typeof trainToServeInputSchema>;
/** As people write it: what has a default may be left out. */
export type TrainToServeRequest = z.input<typeof trainToServeInputSchema>;

/** What `retrain` is started with. */
export const retrainInputSchema = trainToServeInputSchema.pick({
  pipeline: true,
  who: true,
  serverUrl: true,
  hooks: true,
});
export type RetrainInput = z.infer<typeof retrainInputSchema>;
/** As people write it: what has a default may be left out. */
export type RetrainRequest = z.input<typeof retrainInputSchema>;

/** What a run ends with; also `run.json` of the run folder. */
export const runResultSchema = z.strictObject({
  runId: z.string(),
  pipeline: z.string(),
  trigger: triggerSchema.optional(),
  /**
   * `rejected`: the model passed its gate, but a person, or the end of the time for an answer, decided against it.
   * `held-back`: it is a version that a person has rolled back.
   */
  outcome: z.enum(['promoted', 'refused-by-gate', 'rejected', 'held-back']),
  /** Why a model was rejected or held back, and how to promote it all the same. */
  reason: z.string().optional(),
  artifacts: z.record(z.string(), artifactRefSchema),
  gate: gateOutputSchema,
  /** Who was asked and decided; absent where nobody was asked. */
  approvals: z.array(approvalSchema).optional(),
  evaluation: evaluationSummarySchema,
  model: z.strictObject({ name: z.string(), version: z.int(), ref: refOf('model') }).optional(),
  /** What the model server answered; absent when the run was started without one. */
  served: serveOutputSchema.optional(),
  stages: z.array(stageStateSchema),
  /** The folder a person can open; set once the report is written. */
  folder: z.string().optional(),
});
export type RunResult = z.infer<typeof runResultSchema>;

/** What a retraining ends with that had nothing to do; also its `run.json`. */
const unchangedRunSchema = runResultSchema
  .pick({ runId: true, pipeline: true, trigger: true, artifacts: true, stages: true })
  .extend({
    outcome: z.literal('unchanged'),
    /** Since which run nothing has changed. */
    reason: z.string(),
  });
export type UnchangedRun = z.infer<typeof unchangedRunSchema>;

/** What a run comes to that nothing kept from its end. */
export const finishedRunSchema = z.discriminatedUnion('outcome', [runResultSchema, unchangedRunSchema]);
export type FinishedRun = z.infer<typeof finishedRunSchema>;

/** `run.json` of a run that ended before its report: it failed, or was cancelled, terminated or timed out. */
export const failedRunSchema = z.strictObject({
  runId: z.string(),
  pipeline: z.string(),
  outcome: z.enum(['failed', 'cancelled', 'terminated', 'timed-out']),
  error: z.string(),
  /** One of `ERROR_CODES`, where the error has one. */
  code: z.string().optional(),
  artifacts: z.record(z.string(), artifactRefSchema),
  stages: z.array(stageStateSchema),
});
export type FailedRun = z.infer<typeof failedRunSchema>;

/** What the report stage writes into `folder`: the folder of a run that a person can open. */
export const reportInputSchema = z.strictObject({
  run: runResultSchema,
  pipeline: pipelineSchema,
  folder: z.string().min(1),
});
export type ReportInput = z.infer<typeof reportInputSchema>;
export const reportOutputSchema = z.strictObject({ folder: z.string() });
export type ReportOutput = z.infer<typeof reportOutputSchema>;
