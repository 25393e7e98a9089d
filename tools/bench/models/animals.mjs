// @ts-check
// What the animals are compared with: the same network trained in Keras by the same recipe on the same samples, and the
// nearest training images, pixel by pixel.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deriveSeed } from '@sightline/contracts';
import { loadPixels, openDataset } from '@sightline/ingest';
import { buildModel } from '@sightline/models';
import { runCommand } from '../../command.mjs';
import { peerPython } from '../race/peer-environment.mjs';
import { writeNetwork } from '../race/zoo-network.mjs';
import { nearestAccuracy } from './nearest-pixels.mjs';

/**
 * @typedef {import('@sightline/contracts').Pipeline} Pipeline
 *
 * @typedef {import('@sightline/artifacts').StageContext} StageContext
 *
 * @typedef {import('./nearest-pixels.mjs').Labelled} Labelled
 *
 * @typedef {{ train: Labelled, validation: Labelled, test: Labelled, classes: number }} Splits
 */

const RECIPE = fileURLToPath(new URL('keras_recipe.py', import.meta.url));
/** How many neighbours decide: the best of these on the validation split. */
const NEIGHBOURS = [1, 3, 5, 7];

/**
 * The accuracy on the test split of the network that Keras trained: from the same initial weights, by the same
 * augmentation, schedule, loss and number of epochs, the best epoch kept by the same rule.
 *
 * @param {Pipeline} pipeline
 * @param {{ split: import('./example.mjs').Divided, seed: number, context: StageContext, say: (text: string) => void }}
 *   options
 * @returns {Promise<{ accuracy: number, version: string }>}
 */
export async function compareWithKeras(pipeline, { split, seed, context, say }) {
  const { fit, model: spec, task, augment } = pipeline;
  if (spec.architecture === undefined || task.kind !== 'classification') throw new Error('Keras knows no such recipe.');
  const splits = await loadSplits(pipeline, split, context);
  const { width, height, channels } = splits.train;
  const python = await peerPython(say);
  const folder = await mkdtemp(join(tmpdir(), 'sightline-keras-'));
  try {
    const head = /** @type {const} */ ({ kind: 'dense', name: 'probabilities', activation: 'softmax' });
    const model = buildModel(spec, {
      inputShape: [height, width, channels],
      head: { ...head, units: splits.classes },
      seed: deriveSeed(seed, 'model'),
    });
    await writeNetwork(folder, model);
    model.dispose();
    for (const name of /** @type {const} */ (['train', 'validation', 'test'])) {
      await writeFile(join(folder, `${name}.images`), splits[name].pixels);
      await writeFile(join(folder, `${name}.labels`), Uint8Array.from(splits[name].labels));
    }
    const recipe = { seed, fit, augment, labelSmoothing: task.labelSmoothing, classes: splits.classes };
    await writeFile(join(folder, 'recipe.json'), JSON.stringify(recipe));
    const { code, stdout, output } = await runCommand(python, ['-B', RECIPE, folder], {
      cwd: folder,
      onLine: (line) => line.startsWith('Epoch') && say(`keras: ${line}`),
    });
    if (code !== 0) throw new Error(`Keras did not train:\n${output.trim().split('\n').slice(-8).join('\n')}`);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * The accuracy on the test split by the nearest training images; the validation split says how many of them decide.
 *
 * @param {Pipeline} pipeline
 * @param {{ split: import('./example.mjs').Divided, context: StageContext }} options
 */
export async function nearestPixels(pipeline, { split, context }) {
  const { train, validation, test } = await loadSplits(pipeline, split, context);
  const chosen = NEIGHBOURS.map((neighbours) => nearestAccuracy(train, validation, neighbours));
  return nearestAccuracy(train, test, NEIGHBOURS[chosen.indexOf(Math.max(...chosen))] ?? 1);
}

/**
 * @param {Pipeline} pipeline
 * @param {import('./example.mjs').Divided} split
 * @param {StageContext} context
 * @returns {Promise<Splits>}
 */
async function loadSplits({ preprocess }, split, context) {
  const dataset = await openDataset(context.artifacts, split.dataset);
  if (preprocess.kind === 'clip') throw new Error('Only images are compared with Keras.');
  const { width, height, channels } = preprocess;
  const labels = [...new Set(dataset.of('train').map(({ label }) => label ?? ''))];
  const load = async (/** @type {'train' | 'validation' | 'test'} */ name) => {
    const samples = dataset.of(name);
    const pixels = await loadPixels(dataset, samples, preprocess, context);
    return { pixels, labels: samples.map(({ label }) => labels.indexOf(label ?? '')), width, height, channels };
  };
  return {
    train: await load('train'),
    validation: await load('validation'),
    test: await load('test'),
    classes: labels.length,
  };
}
