import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runStage } from '@sightline/artifacts';
import { datasetStatisticsSchema, evaluationSchema, scrubInputSchema, sourceSchema } from '@sightline/contracts';
import { ingestStage, openDataset, scrubStage, splitStage } from '@sightline/ingest';
import sharp from 'sharp';
import { evaluateStage } from './stages.ts';
import { brightnessModel, openStudio, storeModel, type Studio } from './fixed-classifier.fixture.ts';

const EACH = 10;
let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

/** What every object inherits is a class like any other, when it is called so. */
it.each([
  ['__proto__', 'constructor'],
  ['hasOwnProperty', 'toString'],
])('classes called %s and %s are counted and measured by every stage', async (bright, dark) => {
  const { context, folder } = studio;
  const images = join(folder, bright, 'images');
  for (const [label, base] of [
    [bright, 160],
    [dark, 20],
  ] as const) {
    await mkdir(join(images, label), { recursive: true });
    for (let index = 0; index < EACH; index++) {
      const shade = base + 8 * index;
      const background = { r: shade, g: shade, b: shade };
      const image = sharp({ create: { width: 4, height: 4, channels: 3, background } });
      await image.png().toFile(join(images, label, `${index}.png`));
    }
  }
  const counts = { [bright]: EACH, [dark]: EACH };
  const of = (values: Record<string, number>) => new Map(Object.entries(values));

  const source = sourceSchema.parse({ path: images });
  const limits = { maxPixels: 1e6, maxBytes: 1e6 };
  const ingested = await runStage(ingestStage, { source, limits, maxQuarantinedFraction: 0 }, context);
  expect(of(ingested.classes)).toEqual(of(counts));
  const scrubbed = await runStage(scrubStage, scrubInputSchema.parse({ dataset: ingested.dataset }), context);
  expect(of(scrubbed.classes)).toEqual(of(counts));
  const fractions = { train: 0.4, validation: 0.2, test: 0.4 };
  const { dataset, classes } = await runStage(
    splitStage,
    { dataset: scrubbed.dataset, split: fractions, seed: 1 },
    context,
  );
  expect(of(classes)).toEqual(of(counts));

  const { statistics, labels } = await openDataset(context.artifacts, dataset);
  expect(labels).toEqual([bright, dark]);
  const stored = await context.artifacts.readJson(dataset, 'statistics.json', datasetStatisticsSchema);
  for (const { classes: all, splits } of [statistics, stored]) {
    expect(of(all)).toEqual(of(counts));
    expect(of(splits['test']?.classes ?? {})).toEqual(of({ [bright]: 4, [dark]: 4 }));
  }

  const model = await storeModel({ ...studio, dataset }, 'trained-model', { model: brightnessModel(), labels });
  const { evaluation, figures } = await runStage(evaluateStage, { model, dataset, split: 'test' }, context);
  expect(figures['accuracy']?.value).toBe(1);
  const { exhibits } = await context.artifacts.readJson(evaluation, 'evaluation.json', evaluationSchema);
  expect(exhibits).toContainEqual(
    expect.objectContaining({ name: 'classes', rows: [bright, dark].map((name) => [name, 1, 1, 1, 1, 4]) }),
  );
});
