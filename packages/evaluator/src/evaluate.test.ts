import { evaluationSchema } from '@sightline/contracts';
import { runStage } from '@sightline/artifacts';
import { tf } from '@sightline/engine';
import { evaluate, evaluateStage } from './evaluate.ts';
import { brightnessModel, openStudio, PREPROCESS, storeModel, type Studio } from './fixed-classifier.fixture.ts';
import { parquetReadObjects } from 'hyparquet';
import { predictOutputs } from './predict/predict-outputs.ts';

describe('evaluate', () => {
  let studio: Studio;
  beforeAll(async () => void (studio = await openStudio()));
  afterAll(() => studio.close());

  it('measures a trained model on the split asked for', async () => {
    const model = await storeModel(studio, 'trained-model', { model: brightnessModel() });
    const output = await evaluate({ model, dataset: studio.dataset, split: 'test' }, studio.context);
    expect(output).toMatchObject({ split: 'test', samples: 18, headline: 'accuracy' });
    expect(output.figures).toMatchObject({ accuracy: { value: 1 }, macroF1: { value: 1 }, rocAuc: { value: 1 } });

    const { artifacts } = studio.context;
    const { exhibits, targetNames } = await artifacts.readJson(output.evaluation, 'evaluation.json', evaluationSchema);
    expect(targetNames).toEqual(['bright', 'dark']);
    expect(exhibits[0]).toMatchObject({
      name: 'confusion',
      counts: [
        [9, 0],
        [0, 9],
      ],
    });
    const file = await artifacts.read(output.evaluation, 'predictions.parquet');
    const rows = await parquetReadObjects({ file: new Uint8Array(file).buffer });
    expect(rows).toHaveLength(18);
    for (const row of rows) {
      expect(String(row.id).startsWith(`${row.expected}/`)).toBe(true);
      expect(row.answer).toBe(row.expected);
    }
    const { lineage } = await artifacts.manifest(output.evaluation);
    expect(lineage.parents).toEqual([model, studio.dataset]);
  });

  it('answers from the cache the second time', async () => {
    const model = await storeModel(studio, 'trained-model', { model: brightnessModel(0.4) });
    const input = { model, dataset: studio.dataset };
    const first = await runStage(evaluateStage, input, studio.context);
    expect(await runStage(evaluateStage, input, studio.context)).toEqual(first);
  });

  it('refuses a split without samples', async () => {
    const model = await storeModel(studio, 'trained-model', { model: brightnessModel() });
    await expect(evaluate({ model, dataset: studio.unsplit, split: 'test' }, studio.context)).rejects.toMatchObject({
      code: 'evaluator/empty-split',
    });
  });

  it('refuses a dataset with a class that the model does not know', async () => {
    const model = await storeModel(studio, 'trained-model', { model: brightnessModel(), labels: ['bright', 'gloomy'] });
    await expect(evaluate({ model, dataset: studio.dataset, split: 'test' }, studio.context)).rejects.toMatchObject({
      code: 'tasks/unknown-label',
      message: expect.stringMatching(/has the label "dark", which no training sample has\. Known: bright, gloomy/),
    });
  });

  it('stops when told to', async () => {
    const model = await storeModel(studio, 'trained-model', { model: brightnessModel() });
    const context = { ...studio.context, signal: AbortSignal.abort(new Error('stop')) };
    await expect(evaluate({ model, dataset: studio.dataset, split: 'test' }, context)).rejects.toThrow('stop');
  });
});

describe('predictOutputs', () => {
  it('gives the same for an image wherever it stands among the batches, and leaks no tensor', () => {
    const model = brightnessModel();
    const pixels = Uint8Array.from({ length: 600 * 16 }, (_, index) => Math.floor(index / 16) % 256);
    const before = tf.memory().numTensors;
    const all = predictOutputs(model, pixels, 600, PREPROCESS).probabilities!.data;
    expect(tf.memory().numTensors).toBe(before);
    expect(all).toHaveLength(1200);
    const some = predictOutputs(model, pixels.subarray(0, 300 * 16), 300, PREPROCESS).probabilities!.data;
    // The last bits depend on the size of the batch.
    for (const [index, value] of some.entries()) expect(Math.abs(value - all[index]!)).toBeLessThan(1e-6);
    expect(all[2 * 255]).toBeGreaterThan(0.99);
    expect(all[2 * 256]).toBeLessThan(0.01);
    model.dispose();
  });
});
