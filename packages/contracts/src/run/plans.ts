import type { StageName } from './stage-names.ts';

const trainToServe = [
  'ingest',
  'scrub',
  'split',
  'augment',
  'train',
  'evaluate',
  'gate',
  'export',
  'register',
  'promote',
  'serve',
  'report',
] as const satisfies readonly StageName[];

/** Which stages each workflow runs, in which order. */
export const PLANS = {
  /** From a source to a served model. */
  trainToServe,
  /** The same, where something has changed. */
  retrain: trainToServe,
} as const;
export type RunWorkflow = keyof typeof PLANS;
