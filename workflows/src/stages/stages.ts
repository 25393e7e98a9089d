import type { Stage } from '@sightline/artifacts';
import type { StageInputs, StageName, StageOutputs } from '@sightline/contracts';

/** Each stage by its name, loaded when it is asked for: only those that compute pay for loading TensorFlow. */
export const stages: { [Name in StageName]: () => Promise<Stage<StageInputs[Name], StageOutputs[Name]>> } = {
  ingest: async () => (await import('@sightline/ingest')).ingestStage,
  scrub: async () => (await import('@sightline/ingest')).scrubStage,
  split: async () => (await import('@sightline/ingest')).splitStage,
  augment: async () => (await import('@sightline/augment')).augmentStage,
  train: async () => (await import('@sightline/trainer')).trainStage,
  evaluate: async () => (await import('@sightline/evaluator')).evaluateStage,
  gate: async () => (await import('@sightline/evaluator/gate')).gateStage,
  export: async () => (await import('@sightline/deployer')).exportStage,
  register: async () => (await import('@sightline/deployer/register')).registerStage,
  promote: async () => (await import('@sightline/deployer/promote')).promoteStage,
  serve: async () => (await import('@sightline/deployer/serve')).serveStage,
  report: async () => (await import('@sightline/evaluator/report-stage')).reportStage,
};
