import { runStage } from '@sightline/artifacts';
import { signatureSchema } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { exportModel } from './export-model.ts';
import { exportStage } from './stages.ts';
import { FORMATS } from './formats.ts';
import { type Published, storeTrainedModel } from './trained-model.fixture.ts';

describe('exportModel', () => {
  let published: Published;
  beforeAll(async () => {
    published = await storeTrainedModel();
  });
  afterAll(() => published.close());

  it('publishes the trained model in every format, checked on the whole test split', async () => {
    const { context, input } = published;
    const { numTensors } = tf.memory();
    const { model, parameters, parity } = await exportModel(input, context);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(parity.samples).toBe(6);
    expect(Math.max(parity.onnx, parity.savedModel)).toBeLessThanOrEqual(1e-5);
    expect(parameters).toBe(3 * 3 * 4 + 4 + 4 * 4 + 6 * 6 * 4 * 2 + 2);

    const { files } = await context.artifacts.manifest(model);
    expect(files.map(({ path }) => path).sort()).toEqual([
      'evaluation.json',
      'history.json',
      'layers/model.json',
      'layers/weights.bin',
      'model-card.md',
      'model.onnx',
      'preprocess.json',
      'program.txt',
      'saved_model/saved_model.pb',
      'signature.json',
      'task.json',
    ]);
    expect(await context.artifacts.readJson(model, 'signature.json', signatureSchema)).toEqual({
      inputs: [{ name: 'image', dtype: 'float32', shape: [8, 8, 1] }],
      outputs: [{ name: 'probabilities', dtype: 'float32', shape: [2] }],
      trainedModel: input.model,
    });
    const card = String(await context.artifacts.read(model, 'model-card.md'));
    expect(card).toMatch(/\| cat \| \d\.\d{4} \|/);
    expect(card).toMatch(/\| accuracy \| \d+\.\d\d % \| \d+\.\d\d % to \d+\.\d\d % \| higher \|/);
    expect(card).toContain(input.dataset.id);
    expect(card).toContain('(value / 255 - mean) / std, mean 0.5000, std 0.2500');
    expect(card).toContain('Split: stratified.');
  });

  it('writes an ONNX file that turns an image into probabilities', async () => {
    const { context, input } = published;
    const { model } = await exportModel(input, context);
    const loaded = await FORMATS.onnx.open(await context.artifacts.read(model, 'model.onnx'));
    const { probabilities } = await loaded.run({ image: { shape: [1, 8, 8, 1], data: new Float32Array(64) } });
    const { shape, data } = probabilities as { shape: number[]; data: Float32Array };
    expect(shape).toEqual([1, 2]);
    expect(data.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
    await loaded.close();
  });

  it('gives the same artifact for the same input', async () => {
    const { context, input } = published;
    const { model } = await exportModel(input, context);
    expect(await runStage(exportStage, input, context)).toMatchObject({ model });
  });

  it('refuses a model that computes something else than its evaluation says', async () => {
    const { context, input, store } = published;
    const other = { ...input, model: await store({ seed: 5 }) };
    await expect(exportModel(other, context)).rejects.toMatchObject({
      code: 'deployer/parity-failed',
      message: expect.stringContaining('"probabilities" of model.onnx differs by 0.'),
    });
  });

  it('publishes a model of open image sizes, and says which sizes are open', async () => {
    const { context, input, close } = await storeTrainedModel({ side: null });
    const { model } = await exportModel(input, context);
    expect(await context.artifacts.readJson(model, 'signature.json', signatureSchema)).toMatchObject({
      inputs: [{ name: 'image', dtype: 'float32', shape: [null, null, 1] }],
    });
    await close();
  });

  it('refuses a model of other images than its preprocessing makes', async () => {
    const { context, input, close } = await storeTrainedModel({ side: 9 });
    const { numTensors } = tf.memory();
    await expect(exportModel(input, context)).rejects.toMatchObject({
      code: 'deployer/invalid-signature',
      message: expect.stringMatching(
        /makes float32\[8,8,1\] of a sample, and the model takes "image" float32\[9,9,1\]/,
      ),
    });
    expect(tf.memory().numTensors).toBe(numTensors);
    await close();
  });

  it('stops when it is cancelled, leaving no tensors', async () => {
    const { context, input } = published;
    const { numTensors } = tf.memory();
    await expect(exportModel(input, { ...context, signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
