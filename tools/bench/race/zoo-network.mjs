// @ts-check
// A network of the model zoo in a folder, from which ours and the peers build the same one: model.json and weights.bin,
// and an input with what the network answers to it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tf } from '@sightline/engine';
import { drawSamples } from './networks.mjs';

/** As many as ZOO_SAMPLES in peers/protocol.py. */
const SAMPLES = 512;
const WEIGHTS = 'weights.bin';

/**
 * @param {string} folder is created
 * @param {tf.LayersModel} model
 */
export async function writeNetwork(folder, model) {
  await mkdir(folder, { recursive: true });
  const handler = tf.io.withSaveHandler(async ({ weightData, weightSpecs, ...topology }) => {
    const weightsManifest = [{ paths: [WEIGHTS], weights: weightSpecs }];
    await writeFile(join(folder, 'model.json'), JSON.stringify({ ...topology, weightsManifest }));
    const weights = tf.io.CompositeArrayBuffer.join(weightData);
    await writeFile(join(folder, WEIGHTS), new Uint8Array(weights));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  const shape = /** @type {number[]} */ (model.inputs[0]?.shape.slice(1));
  const { inputs } = drawSamples(shape, 2, 3);
  const answer = tf.tidy(() => /** @type {tf.Tensor} */ (model.predict(tf.tensor(inputs.data, inputs.shape))));
  const outputs = { shape: answer.shape, data: answer.dataSync() };
  answer.dispose();
  const plain = (/** @type {{ shape: number[], data: ArrayLike<number> }} */ { shape: sizes, data }) => ({
    shape: sizes,
    data: Array.from(data),
  });
  await writeFile(join(folder, 'probe.json'), JSON.stringify({ inputs: plain(inputs), outputs: plain(outputs) }));
}

/**
 * @param {string} folder that {@link writeNetwork} wrote
 * @returns {Promise<import('./networks.mjs').Workload>}
 */
export async function readNetwork(folder) {
  const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  const weights = await readFile(join(folder, WEIGHTS));
  const artifacts = await tf.io.getModelArtifactsForJSON(json, async (manifest) => [
    tf.io.getWeightSpecs(manifest),
    new Uint8Array(weights).buffer,
  ]);
  const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const shape = /** @type {number[]} */ (model.inputs[0]?.shape.slice(1));
  return { shape, samples: SAMPLES, build: () => model };
}
