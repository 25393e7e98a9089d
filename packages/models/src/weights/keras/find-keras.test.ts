import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@sightline/artifacts';
import { gru, multiHeadAttention, programToSavedModel, recordModel, tf } from '@sightline/engine';
import { assignWeights } from '../assign-weights.ts';
import { findWeights } from '../find-weights.ts';

const L = tf.layers;
const golden = join(__dirname, '../../../golden/keras');
const head = { kind: 'dense', name: 'head', units: 2, activation: 'linear' } as const;

interface Said {
  inputs: number[];
  outputs: number[];
}
let said: Record<'keras3' | 'keras2', Record<string, Said>>;
let folder: string;
beforeAll(async () => {
  said = JSON.parse(await readFile(join(golden, 'outputs.json'), 'utf8'));
  folder = await mkdtemp(join(tmpdir(), 'sightline-keras-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The networks of tools/oracles/keras-files. */
const NETWORKS: Record<string, (units?: number) => tf.LayersModel> = {
  image(units = 3) {
    const layers = [
      L.conv2d({ inputShape: [8, 8, 2], filters: units, kernelSize: 3, name: 'conv', activation: 'relu' }),
      L.batchNormalization({ name: 'norm' }),
      L.depthwiseConv2d({ kernelSize: 3, name: 'depthwise', padding: 'same' }),
      L.separableConv2d({ filters: 4, kernelSize: 3, name: 'separable' }),
      L.globalAveragePooling2d({ name: 'pool' }),
      L.dropout({ rate: 0.2, name: 'dropout' }),
      L.dense({ units: 3, name: 'head', activation: 'softmax' }),
    ];
    return tf.sequential({ layers });
  },
  sequence() {
    const inputs = tf.input({ shape: [5, 4] });
    const lstm = { recurrentActivation: 'sigmoid', returnSequences: true } as const;
    let x = L.bidirectional({ layer: L.lstm({ units: 2, ...lstm }), name: 'both', mergeMode: 'concat' }).apply(
      inputs,
    ) as tf.SymbolicTensor;
    x = gru({ units: 4, returnSequences: true, name: 'gru' }).apply(x) as tf.SymbolicTensor;
    x = multiHeadAttention({ numHeads: 2, keyDim: 3, name: 'attention' }).apply([x, x]) as tf.SymbolicTensor;
    x = L.layerNormalization({ name: 'norm' }).apply(x) as tf.SymbolicTensor;
    x = L.timeDistributed({ layer: L.dense({ units: 4 }), name: 'each' }).apply(x) as tf.SymbolicTensor;
    x = L.lstm({ units: 3, ...lstm, returnSequences: false, name: 'last' }).apply(x) as tf.SymbolicTensor;
    return tf.model({ inputs, outputs: L.dense({ units: 2, name: 'head' }).apply(x) as tf.SymbolicTensor });
  },
  nested() {
    const frame = tf.sequential({
      layers: [
        L.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, name: 'frame_conv' }),
        L.batchNormalization({ name: 'frame_norm' }),
        L.flatten({ name: 'frame_flat' }),
        L.dense({ units: 4, name: 'frame_dense' }),
      ],
    });
    const inner = tf.input({ shape: [4] });
    const normed = L.batchNormalization({ name: 'block_norm' }).apply(inner);
    const outputs = L.dense({ units: 4, name: 'block_dense' }).apply(normed) as tf.SymbolicTensor;
    const block = tf.model({ inputs: inner, outputs });
    const inputs = tf.input({ shape: [3, 6, 6, 1] });
    const frames = L.timeDistributed({ layer: frame, name: 'frames' }).apply(inputs);
    const mean = L.globalAveragePooling1d({ name: 'mean' }).apply(frames) as tf.SymbolicTensor;
    const last = L.dense({ units: 2, name: 'head' }).apply(block.apply(mean)) as tf.SymbolicTensor;
    return tf.model({ inputs, outputs: last });
  },
};

const FILES = Object.keys(NETWORKS).flatMap((name) => [
  ['keras3', name, '.keras'] as const,
  ['keras3', name, '.weights.h5'] as const,
  ['keras3', name, '.h5'] as const,
  ['keras2', name, '.keras2.h5'] as const,
  ['keras2', name, '.keras2-weights.h5'] as const,
]);
const store = () => openStore(join(folder, 'store'));
const networkOf = (name: string, units?: number) => (NETWORKS[name] as (units?: number) => tf.LayersModel)(units);
const fileOf = (name: string) => join(golden, name);

function outputsOf(model: tf.LayersModel, { inputs }: Said): number[] {
  const input = tf.tensor(inputs);
  return [...(model.predict(input) as tf.Tensor).dataSync()];
}

it.each(FILES)('%s: %s%s gives the outputs that Keras gave', async (keras, name, ending) => {
  const model = networkOf(name);
  const found = await findWeights(fileOf(`${name}${ending}`), store());
  const { untrained, unused } = assignWeights(model, await found.read(), { name, head, newHead: false });
  expect([...untrained, ...unused]).toEqual([]);
  const expected = said[keras][name] as Said;
  outputsOf(model, expected).forEach((value, index) => {
    const theirs = expected.outputs.flat()[index] as number;
    expect(Math.abs(value - theirs)).toBeLessThan(1e-5 * Math.max(1, Math.abs(theirs)));
  });
  model.dispose();
});

it.each(['.keras', '.weights.h5', '.h5'])('%s with a new head leaves the old one out, and says so', async (ending) => {
  const model = networkOf('image');
  const other = { ...head, name: 'probabilities' };
  const renamed = tf.sequential({
    layers: [...model.layers.slice(0, -1), L.dense({ units: 5, name: other.name })],
  });
  const found = await findWeights(fileOf(`image${ending}`), store());
  const result = assignWeights(renamed, await found.read(), { name: 'image', head: other, newHead: true });
  expect(result).toMatchObject({ untrained: ['probabilities'], unused: ['head'] });
  expect(result.assigned.toSorted()).toEqual(['conv', 'depthwise', 'norm', 'separable']);
});

it('lists by name what does not fit', async () => {
  const found = await findWeights(fileOf('image.keras'), store());
  const stored = await found.read();
  expect(() => assignWeights(networkOf('image', 5), stored, { name: 'a', head, newHead: false })).toThrow(
    /\n {2}- conv: \[3, 3, 2, 3\], \[3\] there; this network has \[3, 3, 2, 5\], \[5\]\n {2}- norm: /,
  );
});

it.each([
  ['a.keras', 'PK, but no more', /a\.keras: it is a damaged zip \(.+\)\.$/],
  ['b.h5', 'nothing', /b\.h5: it is damaged or cut short, or no HDF5 file\.$/],
  ['c.npz', 'nothing', /c\.npz is of no known format\. Allowed: .*\.keras/],
  ['saved_model.pb', 'nothing', /saved_model\.pb: .*Only a SavedModel that Sightline exported/],
])('%s is refused in our words', async (name, text, message) => {
  const path = join(folder, name);
  await writeFile(path, text);
  const reading = async () => (await findWeights(path, store())).read();
  await expect(reading()).rejects.toThrow(message);
});

it('refuses weights in several files, by their map and by each file, and says how to save them in one', async () => {
  const map = join(folder, 'large.weights.json');
  const shard = join(folder, 'large_00000.weights.h5');
  await writeFile(map, JSON.stringify({ metadata: { total_size: 8 }, weight_map: { '/layers/head/vars': [shard] } }));
  await copyFile(fileOf('image.weights.h5'), shard);
  for (const path of [map, shard]) {
    await expect(findWeights(path, store())).rejects.toThrow(
      /several files \(max_shard_size\), .* save them in one: model\.save_weights\('one\.weights\.h5'\)\.$/,
    );
  }
  await rm(map);
  await expect(findWeights(shard, store())).resolves.toMatchObject({ name: shard });
});

it('reads half a file as damaged', async () => {
  for (const name of ['image.keras', 'image.h5', 'nested.weights.h5']) {
    const bytes = await readFile(fileOf(name));
    const path = join(folder, name);
    await writeFile(path, bytes.subarray(0, bytes.length / 2));
    const found = await findWeights(path, store());
    await expect(found.read()).rejects.toMatchObject({ code: 'models/unreadable-weights' });
  }
});

it('reads a SavedModel that Sightline exported, by its folder', async () => {
  const model = networkOf('image');
  const found = await findWeights(fileOf('image.keras'), store());
  assignWeights(model, await found.read(), { name: 'image', head, newHead: false });
  await writeFile(join(folder, 'saved_model.pb'), programToSavedModel(recordModel(model)));
  const fresh = networkOf('image');
  const exported = await findWeights(folder, store());
  assignWeights(fresh, await exported.read(), { name: 'image', head, newHead: false });
  const expected = said.keras3['image'] as Said;
  expect(outputsOf(fresh, expected)).toEqual(outputsOf(model, expected));
});
