import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRegistry, openStore, type StageContext } from '@sightline/artifacts';
import { parsePipeline, type TrainInput, trainInputSchema, type TrainOutput } from '@sightline/contracts';
import { buildModel, findWeights, loadModel, saveModel } from '@sightline/models';
import { trainStage } from '../stages.ts';
import { train } from '../train.ts';
import { bands, type Bands, cnn, SIDE } from './bands.fixture.ts';

let given: Bands;
let root: string;
let context: StageContext;
let before: TrainOutput;
const inputs: Record<'upper' | 'three', TrainInput> = {} as never;
const contextAt: Bands['contextAt'] = (options) => given.contextAt(options);

beforeAll(async () => {
  given = await bands();
  ({ root, context } = given);
  inputs.upper = await given.inputOf('upper', [0, 1]);
  inputs.three = await given.inputOf('three', [1, 2, 3]);
  before = await train(inputs.upper, context);
});
afterAll(() => given.remove());

function changed(
  input: TrainInput,
  { from, head, ...fit }: { from?: string; head?: 'new' } & Partial<TrainInput['fit']>,
) {
  const weights = from === undefined ? {} : { weights: { from, ...(head && { head }) } };
  return trainInputSchema.parse({ ...input, model: { ...input.model, ...weights }, fit: { ...input.fit, ...fit } });
}

async function layersOf(output: TrainOutput): Promise<Record<string, Float32Array[]>> {
  const model = await loadModel(context.artifacts, output.model);
  const layers = model.layers.map((layer): [string, Float32Array[]] => {
    return [layer.name, layer.getWeights().map((weight) => weight.dataSync<'float32'>())];
  });
  model.dispose();
  return Object.fromEntries(layers);
}

describe('weights that a training starts from', () => {
  it('are those of a trained model, which it trains on', async () => {
    const messages: string[] = [];
    const logger = { info: (text: string) => messages.push(text), warn: () => undefined };
    const one = changed(inputs.upper, { from: before.model.id, epochs: 1 });
    const { figures, model } = await train(one, contextAt({ logger }));
    expect(messages[0]).toMatch(/^Starting from trained-model .*: \d layers\.$/);
    expect(figures['loss']?.value).toBeLessThan(0.3);
    const fresh = await train(changed(inputs.upper, { epochs: 1 }), context);
    expect(figures['loss']?.value).toBeLessThan(fresh.figures['loss']?.value as number);
    expect((await context.artifacts.manifest(model)).lineage.parents).toContainEqual(before.model);
  });

  it('may get a new head for other classes, only when that is said', async () => {
    const { id } = before.model;
    await expect(train(changed(inputs.three, { from: id }), context)).rejects.toThrow(
      /trained to say .*band-0, .*band-1; .* needs .*band-3\. .*head: new/,
    );
    const { figures } = await train(changed(inputs.three, { from: id, head: 'new' }), context);
    expect(figures['accuracy']?.value).toBeGreaterThan(0.9);
  });

  it('are refused with each layer that does not fit, by name', async () => {
    const wider = { ...inputs.upper, model: { ...cnn, filters: [5], kernelSize: 3 } };
    await expect(train(changed(wider, { from: before.model.id }), context)).rejects.toThrow(
      /do not fit this network:\n {2}- conv\w*: .*\n[\s\S]*dense/,
    );
  });

  it('are what is served, by an alias, and part of the key of the stage', async () => {
    const registry = openRegistry(context.artifacts);
    const from = 'bands@production';
    const input = changed(inputs.upper, { from });
    await expect(train(input, context)).rejects.toThrow(/no bands@production\. Nothing of bands is promoted/);
    const keys: unknown[] = [];
    for (const seed of [1, 2]) {
      const lineage = { stage: 'export', stageVersion: 1, input: {}, parents: [] };
      const { id } = await context.artifacts.create('model', lineage, async (writer) => {
        const head = { kind: 'dense', name: 'probabilities', units: 2, activation: 'softmax' } as const;
        await saveModel(buildModel(inputs.upper.model as never, { inputShape: [SIDE, SIDE, 1], head, seed }), writer);
      });
      const gate = { passed: true, checks: [] };
      const { version } = await registry.register({ name: 'bands', model: { kind: 'model', id }, gate });
      await registry.promote({ name: 'bands', alias: 'production', version, who: 'a', why: 'b' });
      keys.push(await trainStage.fingerprint?.(input, context));
    }
    expect(keys[0]).toEqual({ weights: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(keys[1]).not.toEqual(keys[0]);
  });

  it('say what is wrong with an artifact that is damaged, other than that it is missing', async () => {
    const store = openStore(join(root, 'damaged'));
    const lineage = { stage: 'train', stageVersion: 1, input: {}, parents: [] };
    const { id } = await store.create('trained-model', lineage, async (writer) => void (await writer.add('a', 'b')));
    const file = join(root, 'damaged', 'manifests', id.slice(0, 2), `${id}.json`);
    await writeFile(file, '{}');
    await expect(findWeights(id, store)).rejects.toMatchObject({ code: 'artifacts/corrupt' });
    await rm(file);
    await expect(findWeights(id, store)).rejects.toThrow(/neither a model nor a trained model here/);
  });

  it('are read from the files of a tfjs Layers model', async () => {
    await context.artifacts.checkout(before.model, join(root, 'files'), 'layers/');
    const path = join(root, 'files', 'model.json');
    const frozen = changed(inputs.upper, { from: path, freeze: 'trunk', epochs: 1 });
    const [start, after] = [await layersOf(before), await layersOf(await train(frozen, context))];
    expect(after['dense']).toEqual(start['dense']);
    await expect(train(changed(inputs.upper, { from: `${path}x` }), context)).rejects.toThrow(
      /does not exist. Allowed/,
    );
    await rm(join(root, 'files', 'weights.bin'));
    await expect(train(changed(inputs.upper, { from: path }), context)).rejects.toThrow(
      /model\.json: weights\.bin, which it names, cannot be read; put .* into one folder \(ENOENT\)\.$/,
    );
  });

  it('of a package are given to its architecture, and other preprocessing is warned of', async () => {
    const model = { architecture: 'mobilenetv2', weights: { from: 'npm:nsfwjs', head: 'new' }, dropout: 0 } as const;
    const messages: string[] = [];
    const log = (text: string) => void messages.push(text);
    const preprocess = { width: 32, height: 32, channels: 3, normalization: 'minusOneToOne' } as const;
    const small = {
      ...inputs.three,
      model,
      preprocess,
      fit: { ...inputs.three.fit, epochs: 1, freeze: 'trunk' as const },
    };
    await train(trainInputSchema.parse(small), contextAt({ logger: { info: log, warn: log } }));
    expect(messages).toContainEqual(
      expect.stringMatching(/Starting from npm:nsfwjs: 104 layers; untrained: probabilities; left out: dense_1, /),
    );
    expect(messages).toContain(
      'npm:nsfwjs was trained on pixels scaled by normalization: zeroToOne; preprocess of this training has ' +
        'normalization: minusOneToOne.',
    );
  });

  it('have a place relative to the spec: an alias, a version, a file', () => {
    const placeOf = (weights: string) => {
      const spec = [
        '{ name: a, ingest: { source: { path: b } }, preprocess: { width: 12, height: 12 }',
        `model: { architecture: cnn, weights: ${weights} }, fit: { epochs: 1 }, deploy: { name: bands } }`,
      ].join(', ');
      return parsePipeline(spec, '/specs/pipeline.yaml').model.weights;
    };
    expect(placeOf('production')).toEqual({ from: 'bands@production', head: 'keep' });
    expect(placeOf('{ from: pets@3, head: new }')).toEqual({ from: 'pets@3', head: 'new' });
    expect(placeOf('npm:nsfwjs')).toEqual({ from: 'npm:nsfwjs', head: 'keep' });
    expect(placeOf('../net/model.json')).toEqual({ from: '/net/model.json', head: 'keep' });
  });
});

describe('layers that are frozen', () => {
  it('keep their weights and moving averages, while the head is trained', async () => {
    const input = changed(inputs.three, { from: before.model.id, head: 'new', freeze: 'trunk' });
    const [start, after] = [await layersOf(before), await layersOf(await train(input, context))];
    const { probabilities: _, ...trunk } = after;
    for (const [layer, weights] of Object.entries(trunk)) expect([layer, weights]).toEqual([layer, start[layer]]);
  });

  it('are unfrozen epoch by epoch, to the same bytes when stopped in the middle and continued', async () => {
    const input = changed(inputs.three, {
      from: before.model.id,
      head: 'new',
      freeze: 'trunk',
      unfreeze: [
        { epoch: 3, layers: ['dense'] },
        { epoch: 5, layers: ['*'] },
      ],
      layerDecay: 0.5,
    });
    const whole = await train(input, context);
    expect((await layersOf(whole))['dense']).not.toEqual((await layersOf(before))['dense']);
    const steps = Math.ceil(38 / 8);
    for (const stopAt of [2, 4, 6].map((epoch) => epoch * steps + 2)) {
      const controller = new AbortController();
      const stopping = contextAt({
        signal: controller.signal,
        progress: ({ done, unit }) => unit === 'steps' && done === stopAt && controller.abort(),
      });
      await expect(train(input, stopping)).rejects.toThrow(/abort/i);
    }
    expect(await train(input, context)).toEqual(whole);
  });

  it('are not unfrozen amid batches whose gradients are averaged, which is said before training', async () => {
    const optimizer = { ...inputs.three.fit.optimizer, accumulationSteps: 3 };
    const at = (epoch: number) =>
      changed(inputs.three, { freeze: ['conv*'], unfreeze: [{ epoch, layers: ['*'] }], optimizer });
    await expect(train(at(3), context)).rejects.toThrow(
      'fit.unfreeze[0]: epoch 3 begins after 10 batches, but optimizer.accumulationSteps averages the gradients of 3 ' +
        'batches, which must be of the same layers. Possible epochs: 4, 7. Or choose',
    );
    await expect(train(at(4), context)).resolves.toMatchObject({ epochs: 8 });
  });

  it('are named by patterns that fit some', async () => {
    await expect(train(changed(inputs.upper, { freeze: ['densr'] }), context)).rejects.toThrow(
      /fit\.freeze: "densr" fits no layer with weights\. Did you mean "dense"\? Layers: /,
    );
  });
});

it('lets layers learn more slowly the further they are from the head', async () => {
  const start = await layersOf(before);
  const moved = async (layerDecay: number) => {
    const optimizer = { ...inputs.upper.fit.optimizer, learningRate: 0.005 };
    const fit = { epochs: 1, layerDecay, optimizer };
    const after = await layersOf(await train(changed(inputs.upper, { from: before.model.id, ...fit }), context));
    return (layer: string) => Math.max(...distances(start[layer], after[layer]));
  };
  const [even, decayed] = [await moved(1), await moved(0.01)];
  expect(decayed('conv2d_1')).toBeLessThan(0.1 * even('conv2d_1'));
});

function distances(one: readonly Float32Array[] = [], other: readonly Float32Array[] = []): number[] {
  return one.flatMap((values, index) =>
    [...values].map((value, place) => Math.abs(value - (other[index]?.[place] ?? 0))),
  );
}
