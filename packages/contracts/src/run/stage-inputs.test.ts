import type { z } from 'zod';
import { augmentInputSchema } from '../augmentation/augmentation.ts';
import { ingestInputSchema } from '../data/ingest.ts';
import { scrubInputSchema } from '../data/scrub.ts';
import { splitInputSchema } from '../data/split.ts';
import { exportInputSchema } from '../deployment/export.ts';
import { promoteInputSchema, registerInputSchema } from '../deployment/registry.ts';
import { serveInputSchema } from '../deployment/serve.ts';
import { evaluateInputSchema } from '../evaluation/evaluate.ts';
import { gateInputSchema } from '../evaluation/gate.ts';
import { pipelineSchema } from '../spec/pipeline.ts';
import { trainInputSchema } from '../training/train.ts';
import { PLANS } from './plans.ts';
import { reportInputSchema } from './run.ts';
import { stageInputs } from './stage-inputs.ts';
import { type StageName, STAGES } from './stage-names.ts';

const schemas: { [Name in StageName]: z.ZodType } = {
  ingest: ingestInputSchema,
  scrub: scrubInputSchema,
  split: splitInputSchema,
  augment: augmentInputSchema,
  train: trainInputSchema,
  evaluate: evaluateInputSchema,
  gate: gateInputSchema,
  export: exportInputSchema,
  register: registerInputSchema,
  promote: promoteInputSchema,
  serve: serveInputSchema,
  report: reportInputSchema,
};

const ref = (kind: string, character: string) => ({ kind, id: character.repeat(64) });
const gate = { passed: true, checks: [] };
/** What the stages of a run gave, each under another id, and the facts of that run. */
const given: Record<string, unknown> = {
  ingest: { dataset: ref('dataset', '1') },
  scrub: { dataset: ref('dataset', '2') },
  split: { dataset: ref('dataset', '3'), splits: { train: 70, validation: 15, test: 15 } },
  augment: { augmentation: ref('augmentation', '4') },
  train: { model: ref('trained-model', '5') },
  evaluate: { evaluation: ref('evaluation', '6') },
  gate,
  export: { model: ref('model', '7') },
  register: { name: 'digits', version: 3 },
  runId: 'digits-1',
  who: 'ada',
  serverUrl: 'http://127.0.0.1:8501',
  production: { version: 2, evaluation: ref('evaluation', '8') },
  result: {
    runId: 'digits-1',
    pipeline: 'digits',
    outcome: 'promoted',
    artifacts: {},
    gate,
    evaluation: { split: 'test', samples: 15, headline: 'accuracy', figures: {} },
    stages: [],
  },
  folder: 'runs/digits-1',
};

const pipeline = pipelineSchema.parse({
  name: 'digits',
  seed: 7,
  ingest: { source: { path: 'digits' } },
  preprocess: { width: 28, height: 28, channels: 1 },
  augment: [{ kind: 'rotate', degrees: 8 }],
  mix: [{ kind: 'mixUp' }],
  model: { architecture: 'cnn' },
  fit: { epochs: 2 },
  deploy: { name: 'digits' },
});

function inputOf(stage: StageName, values: object = given): unknown {
  return (stageInputs(pipeline)[stage] as (values: object) => unknown)(values);
}

it.each(STAGES)('the input of %s fits its schema, and nothing more is in it', (stage) => {
  const input = inputOf(stage);
  expect(schemas[stage].parse(input)).toEqual(input);
});

it.each(Object.entries(PLANS))('every stage of %s is made of earlier ones alone', (_, plan) => {
  plan.forEach((stage, index) => {
    const asked = new Set<string>();
    inputOf(
      stage,
      new Proxy(given, {
        get: (target, key: string) => {
          asked.add(key);
          return target[key];
        },
      }),
    );
    const later = [...asked].filter((name) => (STAGES as readonly string[]).includes(name));
    expect(plan.slice(0, index)).toEqual(expect.arrayContaining(later));
  });
});

it('hands each stage the dataset that the one before it made', () => {
  expect(
    ['scrub', 'split', 'augment', 'train', 'evaluate', 'export', 'serve'].map((stage) => inputOf(stage as StageName)),
  ).toMatchObject(['1', '2', '3', '3', '3', '3', '3'].map((character) => ({ dataset: ref('dataset', character) })));
});

it('measures on the validation split where the source has no test samples', () => {
  const split = { dataset: ref('dataset', '3'), splits: { train: 85, validation: 15, test: 0 } };
  expect(inputOf('evaluate')).toMatchObject({ split: 'test' });
  expect(inputOf('evaluate', { ...given, split })).toMatchObject({ split: 'validation' });
});

it('leaves out what a pipeline or a run does not have', () => {
  const { production: _, ...first } = given;
  expect(inputOf('gate', first)).not.toHaveProperty('production');
  const plain = stageInputs({ ...pipeline, mix: undefined });
  expect(plain.augment({ split: given['split'] } as never)).not.toHaveProperty('mix');
});
