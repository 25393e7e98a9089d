import type { StageName } from './stage-names.ts';

/** Which stages each workflow runs, in which order. */
export const PLANS = {
  /** From a source to a served model. */
  trainToServe: [
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
  ],
} as const satisfies Record<string, readonly StageName[]>;
