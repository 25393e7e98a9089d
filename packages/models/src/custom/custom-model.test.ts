import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, readModuleSources, writeSources } from '@sightline/artifacts';
import { type Json, networkSpecSchema, parse } from '@sightline/contracts';
import { recordModel, tf } from '@sightline/engine';
import { buildNetwork } from '../build-network.ts';
import { loadModel, saveModel } from '../model-files.ts';

const head = { kind: 'dense', name: 'probabilities', units: 3, activation: 'softmax' } as const;
const PLAIN = `
import { tf } from '@sightline/engine';
import { addHead, type CustomModel } from '@sightline/models';

export const build: CustomModel<{ units: number }> = ({ inputShape, head, seed, settings }) => {
  const inputs = tf.input({ shape: [...inputShape] });
  const flat = tf.layers.flatten().apply(inputs);
  const features = tf.layers.dense({ units: settings.units, activation: 'relu' }).apply(flat) as tf.SymbolicTensor;
  return tf.model({ inputs, outputs: addHead(features, head, seed) });
};`;
const CUSTOM = `
import * as tf from '@tensorflow/tfjs-node';

class Doubled extends tf.layers.Layer {
  static className = 'Doubled';
  call(inputs: tf.Tensor | tf.Tensor[]) { return tf.mul([inputs].flat()[0] as tf.Tensor, 2); }
}
tf.serialization.registerClass(Doubled);

export default ({ inputShape, head }) =>
  tf.sequential({
    layers: [
      new Doubled({ inputShape }),
      tf.layers.flatten(),
      tf.layers.dense({ name: head.name, units: head.units, activation: 'softmax' }),
    ],
  });`;

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'sightline-own-'))));
afterEach(async () => {
  tf.disposeVariables();
  await rm(folder, { recursive: true, force: true });
});

async function build(text: string, { seed = 1, ...spec }: { seed?: number; export?: string; settings?: Json } = {}) {
  const module = join(folder, 'network.ts');
  await writeFile(module, text);
  const options = { inputShape: [4, 4, 1], head, seed };
  return buildNetwork(parse(networkSpecSchema, { module, ...spec }, 'the model'), options);
}
const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => weight.dataSync<'float32'>());
const outputOf = (model: tf.LayersModel) =>
  tf.tidy(() => (model.predict(tf.randomUniform([2, 4, 4, 1], 0, 1, 'float32', 1)) as tf.Tensor).arraySync());

it('builds what a custom function says, with its settings and the head of the task', async () => {
  const model = await build(PLAIN, { export: 'build', settings: { units: 5 } });
  expect(weightsOf(model).map(({ length }) => length)).toEqual([80, 5, 15, 3]);
  expect(recordModel(model).outputs.map(({ name }) => name)).toEqual(['probabilities']);
});

it('starts from the same weights under the same seed, also where initializers have none', async () => {
  const settings = { units: 5 };
  const weights = async (seed: number) => weightsOf(await build(PLAIN, { export: 'build', settings, seed }));
  const { random } = Math;
  expect(await weights(1)).toEqual(await weights(1));
  expect(await weights(2)).not.toEqual(await weights(1));
  expect(Math.random).toBe(random);
});

it('is saved with its sources, and loaded with its layers where the module is gone', async () => {
  const model = await build(CUSTOM);
  const store = openStore(join(folder, 'store'));
  const sources = await readModuleSources(join(folder, 'network.ts'));
  const lineage = { stage: 'train', stageVersion: 1, input: {}, parents: [] };
  const ref = await store.create('trained-model', lineage, async (writer) => {
    await saveModel(model, writer);
    await writeSources({ model: sources }, writer);
  });
  await rm(join(folder, 'network.ts'));
  expect(outputOf(await loadModel(store, ref))).toEqual(outputOf(model));
});

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['what is not a function', 'export default 3;', /default of network\.ts is not a function but number/],
  ['another name', 'export const build = () => 1;', /exports no "default".* It exports: build/],
  ['no network', 'export default () => ({ layers: [] });', /returned an object of Object instead of a tf\.LayersModel/],
  [
    'another output shape',
    CUSTOM.replace('units: head.units', 'units: 7'),
    /gives \[batch, 7\], but the task needs \[batch, 3\]\. End it with addHead/,
  ],
  [
    'another output',
    CUSTOM.replace('name: head.name', 'name: "classes"'),
    /has the output "classes", but .*"probabilities"/,
  ],
  [
    'another input',
    CUSTOM.replace('new Doubled({ inputShape })', 'new Doubled({ inputShape: [5, 4, 1] })'),
    /takes \[batch, 5, 4, 1\], but samples are \[batch, 4, 4, 1\]/,
  ],
  [
    'what throws',
    '\nexport default () => { throw new RangeError("unit"); };',
    /default of network\.ts failed at .*network\.ts:2:\d+: RangeError: unit/,
  ],
];

it.each(REFUSED)('refuses %s', async (_, text, message) => {
  await expect(build(text)).rejects.toThrow(message);
});
