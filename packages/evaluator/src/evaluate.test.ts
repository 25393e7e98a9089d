import { evaluationSchema } from '@sightline/contracts';
import { runStage } from '@sightline/artifacts';
import { tf } from '@sightline/engine';
import type { InputBatch } from '@sightline/ingest';
import { evaluate } from './evaluate.ts';
import { evaluateStage } from './stages.ts';
import { brightnessModel, openStudio, storeModel, type Studio } from './fixed-classifier.fixture.ts';
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

  it('stops when it is aborted', async () => {
    const model = await storeModel(studio, 'trained-model', { model: brightnessModel() });
    const context = { ...studio.context, signal: AbortSignal.abort(new Error('stop')) };
    await expect(evaluate({ model, dataset: studio.dataset, split: 'test' }, context)).rejects.toThrow('stop');
  });
});

describe('predictOutputs', () => {
  /** Images of the brightnesses 0 to 255, over and over, in batches of a size. */
  async function* batchesOf(count: number, size: number): AsyncGenerator<InputBatch> {
    for (let start = 0; start < count; start += size) {
      const rows = Math.min(size, count - start);
      const data = Float32Array.from({ length: rows * 16 }, (_, at) => ((start + Math.floor(at / 16)) % 256) / 255);
      yield { inputs: { shape: [rows, 4, 4, 1], data }, samples: Array<never>(rows).fill(undefined as never) };
    }
  }

  it('gives the same for an image wherever it stands among the batches, and leaks no tensor', async () => {
    const model = brightnessModel();
    const before = tf.memory().numTensors;
    const { probabilities: all } = await predictOutputs(model, batchesOf(600, 256), 600);
    expect(tf.memory().numTensors).toBe(before);
    expect(all).toMatchObject({ shape: [600, 2], data: { length: 1200 } });
    const values = all?.data as Float32Array;
    const { probabilities: some } = await predictOutputs(model, batchesOf(300, 100), 300);
    // The last bits depend on the size of the batch.
    some?.data.forEach((value, index) => expect(Math.abs(value - values[index]!)).toBeLessThan(1e-6));
    expect(values[2 * 255]).toBeGreaterThan(0.99);
    expect(values[2 * 256]).toBeLessThan(0.01);
    model.dispose();
  });
});
