import {
  RandomStream,
  pipelineSchema,
  preprocessSchema,
  trainInputSchema,
  type Evaluation,
  type Finding,
  type History,
  type RunResult,
} from '@sightline/contracts';
import { learnTask, openTask } from '@sightline/tasks';
import type { ReportData } from './report-data.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
const id = (character: string) => character.repeat(64);

/** A made-up run of a digit classifier: 1500 test samples, a dozen epochs, two quarantined files. */
export function reportDataFixture(): ReportData {
  const labels = Array.from('0123456789');
  const random = new RandomStream(3);
  const samples = Array.from({ length: 1500 }, (_, index) => {
    const label = labels[random.integer(10)] as string;
    return { id: `${label}/<img src=x onerror=alert(1)>${index}.png`, label };
  });
  const evaluation: Evaluation = {
    task: 'classification',
    split: 'test',
    samples: 1500,
    headline: 'accuracy',
    ...openTask(learnTask({ kind: 'classification', labelSmoothing: 0 }, samples)).evaluate(samples, {
      probabilities: { shape: [1500, 10], data: probabilitiesOf(samples, random) },
    }),
  };
  const preprocess = { width: 28, height: 28, channels: 1 };
  const model = { architecture: 'cnn', filters: [32, 64], kernelSize: 3, denseUnits: 128, dropout: 0.25 };
  const fit = { epochs: 12, batchSize: 64, schedule: { kind: 'cosine', warmupEpochs: 1 } };
  const pipeline = pipelineSchema.parse({
    name: 'digits',
    seed: 7,
    ingest: { source: { path: 'data/digits' } },
    preprocess,
    augment: [
      { kind: 'rotate', degrees: 10 },
      { kind: 'shift', fraction: 0.08 },
      { kind: 'oneOf', transforms: [{ kind: 'invert' }, { kind: 'gaussianNoise', sigma: 0.02 }] },
    ],
    mix: [{ kind: 'mixUp' }],
    model,
    fit,
    gate: { minimum: { accuracy: 0.985 } },
    deploy: { name: 'digits' },
  });
  const counts = Object.fromEntries(labels.map((label, index) => [label, 900 + ((index * 37) % 211)]));
  const fraction = (part: number) => {
    const classes = Object.fromEntries(
      Object.entries(counts).map(([label, value]) => [label, Math.round(value * part)]),
    );
    return { samples: Object.values(classes).reduce((sum, value) => sum + value, 0), classes };
  };
  return {
    run: runFixture(evaluation),
    pipeline,
    statistics: {
      samples: Object.values(counts).reduce((sum, value) => sum + value, 0),
      classes: counts,
      splits: { train: fraction(0.7), validation: fraction(0.15), test: fraction(0.15) },
      quarantined: 2,
      width: { minimum: 28, maximum: 28 },
      height: { minimum: 28, maximum: 28 },
    },
    quarantined: [
      { path: '4/truncated.png', reason: 'corrupt-image', detail: 'VipsPng: libspng read error' },
      {
        path: '7/<script>alert(1)</script>.png',
        reason: 'not-an-image',
        detail: 'starts with "# notes", which no image format does',
      },
    ],
    findings: [
      ...Array.from({ length: 1200 }, (_, index): Finding => {
        const sample = (samples[index] as (typeof samples)[number]).id;
        const common = { check: 'nearDuplicates', reason: 'near-duplicate', action: 'flag' } as const;
        const partner = (samples[1200 + (index % 300)] as (typeof samples)[number]).id;
        return { ...common, sample, score: 0.2, detail: `Looks like ${partner}, as do 4 in all (pHash).`, partner };
      }),
      {
        sample: (samples[3] as (typeof samples)[number]).id,
        check: 'missingLabels',
        score: 0,
        reason: 'missing-label',
        detail: 'The label is empty.',
        action: 'quarantine',
      },
    ],
    training: trainInputSchema.parse({ dataset: { kind: 'dataset', id: id('a') }, preprocess, model, fit, seed: 7 }),
    preprocess: preprocessSchema.parse({ ...preprocess, mean: [0.1307], std: [0.3081] }),
    history: historyFixture(fit.epochs),
    parameters: 421_642,
    model:
      'Layer (type)         Output shape        Parameters\nconv2d (Conv2D)      [null,26,26,32]            320\n' +
      'dense (Dense)        [null,10]                1,290\n',
    engine: 'TensorFlow 2.21.0',
    evaluation,
    pictures: new Map(samples.map((sample) => [sample.id, PIXEL])),
    preview: PIXEL,
    modelCard: undefined,
  };
}

function runFixture({ split, samples, headline, figures }: Evaluation): RunResult {
  const accuracy = figures['accuracy']?.value ?? 0;
  const seconds = {
    ingest: 4.1,
    scrub: 0.6,
    split: 0.3,
    augment: 0.4,
    train: 96.2,
    evaluate: 1.1,
    gate: 0.02,
    export: 3.4,
    register: 0.03,
    promote: 0.02,
    serve: 0.8,
  };
  const summaries: Record<string, string> = {
    ingest: '10,000 samples, 10 classes, 2 quarantined',
    train: '12 epochs, validation accuracy 0.9913',
    evaluate: 'accuracy 0.9907 on 1,500 samples',
  };
  let clock = Date.UTC(2026, 10, 23, 9, 30);
  return {
    runId: 'digits-20261123-093000',
    pipeline: 'digits',
    outcome: 'promoted',
    artifacts: {
      dataset: { kind: 'dataset', id: id('a') },
      augmentation: { kind: 'augmentation', id: id('b') },
      trainedModel: { kind: 'trained-model', id: id('c') },
      evaluation: { kind: 'evaluation', id: id('d') },
      model: { kind: 'model', id: id('e') },
    },
    gate: {
      passed: true,
      checks: [
        {
          rule: 'minimum',
          figure: 'accuracy',
          passed: true,
          received: accuracy,
          required: 0.985,
          message: 'accuracy 0.9907 ≥ 0.985',
        },
      ],
    },
    evaluation: { split, samples, headline, figures },
    model: { name: 'digits', version: 3, ref: { kind: 'model', id: id('e') } },
    stages: (Object.entries(seconds) as [keyof typeof seconds, number][]).map(([stage, took]) => {
      const startedAt = clock;
      clock += took * 1000;
      return { stage, status: 'done', startedAt, endedAt: clock, summary: summaries[stage] };
    }),
  };
}

function historyFixture(epochs: number): History {
  const stream = new RandomStream(5);
  const records = Array.from({ length: epochs }, (_, index) => {
    const loss = 0.42 * Math.exp(-index / 2.2) + 0.018 + 0.004 * stream.next();
    const validationLoss = 0.2 * Math.exp(-index / 2) + 0.031 + 0.0016 * index + 0.006 * stream.next();
    return {
      epoch: index + 1,
      learningRate: 0.0005 * (1 + Math.cos((Math.PI * index) / epochs)),
      training: { loss, accuracy: 1 - loss * 0.29 },
      validation: { loss: validationLoss, accuracy: 1 - validationLoss * 0.28 },
    };
  });
  const losses = records.map(({ validation }) => validation.loss);
  return { bestEpoch: losses.indexOf(Math.min(...losses)) + 1, epochs: records };
}

/** Softmax over normal scores, in which the right class is ahead. */
function probabilitiesOf(samples: readonly { label: string }[], random: RandomStream): Float32Array {
  const data = new Float32Array(samples.length * 10);
  for (const [row, { label }] of samples.entries()) {
    const scores = Array.from({ length: 10 }, (_, index) =>
      Math.exp(random.gaussian() + (String(index) === label ? 4.2 : 0)),
    );
    const total = scores.reduce((sum, score) => sum + score, 0);
    for (const [index, score] of scores.entries()) data[row * 10 + index] = score / total;
  }
  return data;
}
