import type { Json, ProgressEvent } from '@sightline/contracts';

/** What a stage process is asked to do. */
export interface StageRequest {
  stage: string;
  input: unknown;
  /** The root of the artifact store. */
  root: string;
  /** What the result depends on besides the input, as it was when an earlier result was looked for. */
  fingerprint?: Json;
  /** Computes it though an earlier run has its result. */
  refresh?: boolean;
}

export type ToStageProcess = { type: 'run'; request: StageRequest } | { type: 'cancel' };

export type FromStageProcess =
  | { type: 'progress'; event: ProgressEvent }
  | { type: 'log'; level: 'info' | 'warn'; text: string }
  | { type: 'done'; output: unknown }
  | { type: 'failed'; message: string; code?: string };
