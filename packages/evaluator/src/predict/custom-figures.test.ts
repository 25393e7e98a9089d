import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@sightline/artifacts';
import { evaluateInputSchema, gateRulesSchema, splitInputSchema, trainInputSchema } from '@sightline/contracts';
import { ingestArrays, split } from '@sightline/ingest';
import { train } from '@sightline/trainer';
import { evaluate } from '../evaluate.ts';
import { gate } from '../gate/gate.ts';

const METRICS = `
import { tf } from '@sightline/engine';
// What a decision costs, by the actual and the answered class.
export const cost = (targets, outputs, { settings, task }) => {
  const { labels } = task.vocabulary;
  const costs = labels.map((actual) => labels.map((answer) => settings[actual][answer]));
  const answered = tf.oneHot(tf.argMax(outputs, -1), costs.length).toFloat();
  return tf.sum(tf.mul(tf.matMul(targets, tf.tensor2d(costs)), answered), -1);
};`;

let root: string;
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'sightline-custom-figures-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

it('measures custom metrics as training did, by the sources beside the model; gates read them', async () => {
  const module = join(root, 'metrics.ts');
  await writeFile(module, METRICS);
  const context = createContext({ root: join(root, 'store') });
  const labels = Array.from({ length: 60 }, (_, index) => ['dark', 'grey', 'light'][index % 3] as string);
  const pixels = Uint8Array.from({ length: 60 * 16 }, (_, place) => {
    return 60 * (Math.floor(place / 16) % 3) + ((place * 31) % 130);
  });
  const { dataset: read } = await ingestArrays({ pixels, width: 4, height: 4, channels: 1, labels }, context);
  const { dataset } = await split(splitInputSchema.parse({ dataset: read, seed: 1 }), context);
  const settings = {
    dark: { dark: 0, grey: 1, light: 4 },
    grey: { dark: 1, grey: 0, light: 1 },
    light: { dark: 9, grey: 1, light: 0 },
  };
  const metrics = { cost: { module, export: 'cost', better: 'lower', settings } };
  const input = trainInputSchema.parse({
    dataset,
    preprocess: { width: 4, height: 4, channels: 1 },
    model: { architecture: 'cnn', filters: [2], denseUnits: 2 },
    fit: { epochs: 2, batchSize: 8, metrics },
    seed: 3,
  });
  const trained = await train(input, context);
  await rm(module);
  const of = { model: trained.model, dataset, split: 'validation' };
  const evaluated = await evaluate(evaluateInputSchema.parse(of), context);
  const { cost } = evaluated.figures;
  expect(cost).toEqual({ better: 'lower', value: expect.closeTo(trained.figures['cost']?.value as number, 6) });
  expect(cost?.value).toBeGreaterThan(0);

  const verdict = async (rules: object) =>
    (
      await gate(
        {
          evaluation: evaluated.evaluation,
          rules: gateRulesSchema.parse({ minimumRecall: 0, betterThanConstant: false, ...rules }),
        },
        context,
      )
    ).passed;
  expect(await verdict({ maximum: { cost: 9 } })).toBe(true);
  expect(await verdict({ maximum: { cost: 0 } })).toBe(false);
});
