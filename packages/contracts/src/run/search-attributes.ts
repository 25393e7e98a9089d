/**
 * What Temporal finds runs by, and the types of it. In a file without zod, for workflow code sets them. Temporal wants
 * them registered before the first run.
 */
export const SEARCH_ATTRIBUTES = {
  SightlinePipeline: 'Keyword',
  /** The id of the dataset that was ingested: its sha256. */
  SightlineDataset: 'Keyword',
  /** The name of the model, from the begin of the run. */
  SightlineModel: 'Keyword',
  /** The version that the run registered. */
  SightlineVersion: 'Int',
  /** The stage that began last. */
  SightlineStage: 'Keyword',
  /** `by-hand`, `schedule` and so on: the kinds of `Trigger`. */
  SightlineTrigger: 'Keyword',
  /** `passed` or `refused`. */
  SightlineGate: 'Keyword',
} as const;
export type SearchAttribute = keyof typeof SEARCH_ATTRIBUTES;
