import { STAGES } from './stage-names.ts';

/** Which stages each workflow runs, in which order. */
export const PLANS = {
  /** From a source to a served model. */
  trainToServe: STAGES,
  /** The same, where something has changed. */
  retrain: STAGES,
} as const;
export type RunWorkflow = keyof typeof PLANS;
