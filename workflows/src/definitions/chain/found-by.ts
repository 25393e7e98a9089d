import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import type { StageName, StageOutputs } from '@sightline/contracts';
import type { SearchAttribute } from '@sightline/contracts/stages';

const keyword = (name: SearchAttribute) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const PIPELINE = keyword('SightlinePipeline');
const DATASET = keyword('SightlineDataset');
const MODEL = keyword('SightlineModel');
const VERSION = defineSearchAttributeKey('SightlineVersion' satisfies SearchAttribute, SearchAttributeType.INT);
const STAGE = keyword('SightlineStage');
const TRIGGER = keyword('SightlineTrigger');
const GATE = keyword('SightlineGate');

type Found = Parameters<typeof upsertSearchAttributes>[0] & unknown[];

/** What a run is found by from its begin on. */
export function foundBy({ pipeline, model, trigger }: { pipeline: string; model: string; trigger: string }): void {
  upsertSearchAttributes([
    { key: PIPELINE, value: pipeline },
    { key: MODEL, value: model },
    { key: TRIGGER, value: trigger },
  ]);
}

/** What is known of it when a stage has begun. */
export function foundInStage(stage: StageName): void {
  upsertSearchAttributes([{ key: STAGE, value: stage }]);
}

const KNOWN_AFTER: { [Name in StageName]?: (output: StageOutputs[Name]) => Found } = {
  ingest: ({ dataset }) => [{ key: DATASET, value: dataset.id }],
  gate: ({ passed }) => [{ key: GATE, value: passed ? 'passed' : 'refused' }],
  register: ({ version }) => [{ key: VERSION, value: version }],
};

/** What is known of it when a stage has ended. */
export function foundAfterStage<Name extends StageName>(stage: Name, output: StageOutputs[Name]): void {
  const known = KNOWN_AFTER[stage]?.(output);
  if (known) upsertSearchAttributes(known);
}
