import type { Stage } from '@sightline/artifacts';
import { augmentStage } from '@sightline/augment/stages';
import type { StageInputs, StageName, StageOutputs } from '@sightline/contracts';
import { exportStage, promoteStage, registerStage, serveStage } from '@sightline/deployer/stages';
import { evaluateStage, gateStage, reportStage } from '@sightline/evaluator/stages';
import { ingestStage, scrubStage, splitStage } from '@sightline/ingest/stages';
import { trainStage } from '@sightline/trainer/stages';

/** Each stage by its name, declared without what computes it. */
export const stages: { readonly [Name in StageName]: Stage<StageInputs[Name], StageOutputs[Name]> } = {
  ingest: ingestStage,
  scrub: scrubStage,
  split: splitStage,
  augment: augmentStage,
  train: trainStage,
  evaluate: evaluateStage,
  gate: gateStage,
  export: exportStage,
  register: registerStage,
  promote: promoteStage,
  serve: serveStage,
  report: reportStage,
};
