import { z } from 'zod';
import { artifactRefSchema, refOf } from '../artifact.ts';
import { serveOutputSchema } from '../deployment/serve.ts';
import { evaluationSummarySchema } from '../evaluation/evaluation.ts';
import { gateOutputSchema } from '../evaluation/gate.ts';
import { pipelineSchema } from '../spec/pipeline.ts';
import { progressEventSchema } from './progress.ts';
import { STAGES } from './stage-names.ts';

export const stageNameSchema = z.enum(STAGES);

/** What `trainToServe` is started with. */
export const trainToServeInputSchema = z.strictObject({
  pipeline: pipelineSchema,
  who: z.string().min(1),
  /**
   * The model server that must answer with the new version before the run counts as done;
   * without one, the run ends at the promotion.
   */
  serverUrl: z.url().optional(),
});
export type TrainToServeInput = z.infer<typeof trainToServeInputSchema>;

export const stageStateSchema = z.strictObject({
  stage: stageNameSchema,
  status: z.enum(['waiting', 'running', 'done', 'failed', 'left-out']),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  /** Set where nothing was computed: an earlier run had the same input. */
  cached: z.literal(true).optional(),
  /** One line for people: "10,000 samples, 10 classes, 0 quarantined". */
  summary: z.string().optional(),
});
export type StageState = z.infer<typeof stageStateSchema>;

/**
 * The answer of the workflow's `progress` query; a client adds `current`,
 * the running stage's latest event, from its heartbeat.
 */
export const runProgressSchema = z.strictObject({
  stages: z.array(stageStateSchema),
  current: progressEventSchema.optional(),
});
export type RunProgress = z.infer<typeof runProgressSchema>;

/** What a run ends with; also `run.json` of the run folder. */
export const runResultSchema = z.strictObject({
  runId: z.string(),
  pipeline: z.string(),
  /** `held-back`: the model passed its gate, but is a version that a person has rolled back. */
  outcome: z.enum(['promoted', 'refused-by-gate', 'held-back']),
  /** Why a model was held back, and how to promote it all the same. */
  reason: z.string().optional(),
  artifacts: z.record(z.string(), artifactRefSchema),
  gate: gateOutputSchema,
  evaluation: evaluationSummarySchema,
  model: z.strictObject({ name: z.string(), version: z.int(), ref: refOf('model') }).optional(),
  /** What the model server answered; absent when the run was started without one. */
  served: serveOutputSchema.optional(),
  stages: z.array(stageStateSchema),
  /** The folder a person can open; set once the report is written. */
  folder: z.string().optional(),
});
export type RunResult = z.infer<typeof runResultSchema>;

/** `run.json` of a run that failed or was cancelled. */
export const failedRunSchema = z.strictObject({
  runId: z.string(),
  pipeline: z.string(),
  outcome: z.enum(['failed', 'cancelled']),
  error: z.string(),
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
