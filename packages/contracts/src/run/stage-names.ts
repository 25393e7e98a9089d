/** The names of all stages. In a file without zod, for workflow code is bundled with all that it imports. */
export const STAGES = [
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
] as const;

export type StageName = (typeof STAGES)[number];
