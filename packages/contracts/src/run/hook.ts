import { z } from 'zod';
import type { ArtifactRef } from '../artifact.ts';
import { durationSchema } from '../deployment/schedule.ts';
import { stageNameSchema } from './stage-state.ts';
import type { StageName } from './stage-names.ts';
import type { StageOutputs } from './stage-types.ts';

/** An activity of the caller's own that a run waits for between two stages. */
export const hookSchema = z.strictObject({
  /** The stage that it comes after. */
  after: stageNameSchema,
  /** The name that the caller's worker has it by. */
  activity: z.string().min(1),
  /** The task queue that this worker takes. */
  taskQueue: z.string().min(1),
  /** How long it may take in all, from being offered to the worker to its end. */
  timeout: durationSchema.default('10m'),
});
export type Hook = z.infer<typeof hookSchema>;

/** What the activity of a {@link Hook} is called with; what it returns is not looked at. */
export interface HookCall<Name extends StageName = StageName> {
  readonly runId: string;
  /** The name of the pipeline. */
  readonly pipeline: string;
  readonly stage: Name;
  readonly output: StageOutputs[Name];
  /** What the run has made so far, by name. */
  readonly artifacts: Readonly<Record<string, ArtifactRef>>;
}
