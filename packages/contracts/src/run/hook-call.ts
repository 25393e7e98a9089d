import type { ArtifactRef } from '../artifact.ts';
import type { StageName } from './stage-names.ts';
import type { StageOutputs } from './stage-types.ts';

/** What the activity of a a hook is called with; what it returns is not looked at. */
export interface HookCall<Name extends StageName = StageName> {
  readonly runId: string;
  /** The name of the pipeline. */
  readonly pipeline: string;
  readonly stage: Name;
  readonly output: StageOutputs[Name];
  /** What the run has made so far, by name. */
  readonly artifacts: Readonly<Record<string, ArtifactRef>>;
}
