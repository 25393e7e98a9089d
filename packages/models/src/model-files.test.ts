import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArtifactStore, openStore } from '@sightline/artifacts';
import { modelSpecSchema, parse, type ArtifactRef } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { buildModel } from './build-model.ts';
import { loadModel, saveModel } from './model-files.ts';

const spec = parse(
  modelSpecSchema,
  { architecture: 'cnn', filters: [4, 5], denseUnits: 9, dropout: 0.4, batchNormalization: true },
  'the model',
);
const head = { kind: 'dense', name: 'probabilities', units: 4, activation: 'softmax' } as const;
const build = (seed: number) => buildModel(spec, { inputShape: [16, 14, 3], head, seed });
const lineage = { stage: 'train', stageVersion: 1, input: {}, parents: [] };

let folder: string;
let store: ArtifactStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-models-'));
  store = openStore(join(folder, 'artifacts'));
});

afterEach(async () => {
  tf.disposeVariables();
  await rm(folder, { recursive: true, force: true });
});

function save(model: tf.LayersModel, prefix?: string): Promise<ArtifactRef> {
  return store.create('trained-model', lineage, (writer) => saveModel(model, writer, prefix));
}

function weightsOf(model: tf.LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => weight.dataSync<'float32'>());
}

function outputOf(model: tf.LayersModel, training = false): Float32Array {
  return tf.tidy(() => {
    const images = tf.randomUniform([6, 16, 14, 3], 0, 1, 'float32', 1);
    return (model.apply(images, { training }) as tf.Tensor).dataSync<'float32'>();
  });
}

describe('saveModel and loadModel', () => {
  it('give back the same weights to the bit, and the same predictions', async () => {
    const model = build(1);
    const loaded = await loadModel(store, await save(model));
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
    expect(outputOf(loaded)).toEqual(outputOf(model));
    expect(loaded.weights.map(({ originalName }) => originalName)).toEqual(
      model.weights.map(({ originalName }) => originalName),
    );
  });

  it('write the same bytes for the same model, also after a round trip', async () => {
    const first = await save(build(1));
    expect(await save(build(1))).toEqual(first);
    expect(await save(await loadModel(store, first))).toEqual(first);
    expect(await save(build(2))).not.toEqual(first);
  });

  it('write what plain tfjs reads', async () => {
    const model = build(1);
    await store.checkout(await save(model), join(folder, 'plain'), 'layers');
    const plain = await tf.loadLayersModel(`file://${join(folder, 'plain', 'model.json')}`);
    expect(plain.getLayer('dropout').getConfig()).toMatchObject({ rate: 0.4 });
    expect(outputOf(plain)).toEqual(outputOf(model));
  });

  it('keep to the prefix they are given', async () => {
    const model = build(1);
    const ref = await save(model, 'best');
    const { files } = await store.manifest(ref);
    expect(files.map(({ path }) => path).toSorted()).toEqual(['best/model.json', 'best/weights.bin']);
    expect(weightsOf(await loadModel(store, ref, 'best'))).toEqual(weightsOf(model));
  });
});

describe('loadModel', () => {
  it('says which artifact it cannot read, and why', async () => {
    const broken = await store.create('trained-model', lineage, async (writer) => {
      await writer.addJson('layers/model.json', {
        modelTopology: { class_name: 'Unheard', config: {} },
        weightsManifest: [],
      });
      await writer.add('layers/weights.bin', new Uint8Array());
    });
    await expect(loadModel(store, broken)).rejects.toMatchObject({
      code: 'models/unreadable-model',
      message: expect.stringMatching(new RegExp(`trained-model ${broken.id}.*Unheard`, 's')),
    });
  });

  it('refuses weights that do not belong to the network', async () => {
    const ref = await save(build(1));
    const short = await store.create('trained-model', lineage, async (writer) => {
      await writer.add('layers/model.json', await store.read(ref, 'layers/model.json'));
      await writer.add('layers/weights.bin', (await store.read(ref, 'layers/weights.bin')).subarray(0, 400));
    });
    await expect(loadModel(store, short)).rejects.toMatchObject({ code: 'models/unreadable-model' });
  });
});
