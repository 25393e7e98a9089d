// @ts-check
// Scenes of the packages: the command installed, and one package in an empty project.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @typedef {import('./scenes.mjs').Scene} Scene */

const SCRIPT = `import { compileTrainStep, tf } from '@sightline/engine';

const model = tf.sequential({
  layers: [
    tf.layers.dense({ inputShape: [2], units: 8, activation: 'tanh' }),
    tf.layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
});
const step = compileTrainStep({
  model,
  loss: 'binaryCrossentropy',
  optimizer: { kind: 'adam', learningRate: 0.05 },
  metrics: ['binaryAccuracy'],
});
const inputs = { shape: [4, 2], data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1) };
const targets = { shape: [4, 1], data: Float32Array.of(0, 1, 1, 0) };
for (let index = 0; index < 500; index++) await step.train({ inputs, targets });
const { metrics } = await step.evaluate({ inputs, targets });
console.log('exclusive or:', metrics.binaryAccuracy);
`;

/** @type {Scene} */
export async function installed(film) {
  film.scene('Installed');
  await film.types('npm install --global @sightline/cli', { sees: [/added \d+ packages/] });
  film.tells('TensorFlow and Temporal come from elsewhere, once per machine; here they were there already.');
  await film.types('npx --yes @sightline/native install', { sees: [/tensorflow +2\./, /temporal +\//] });
  await film.types('sightline doctor', { sees: [/TensorFlow/i] });
}

/** @type {Scene} */
export async function onePackage(film, { cwd }) {
  film.scene('One package, in an empty project');
  await mkdir(join(cwd, 'script'));
  await writeFile(join(cwd, 'script', 'package.json'), '{ "private": true, "type": "module" }\n');
  await film.types('npm install --prefix script @sightline/engine', { sees: [/added \d+ packages/] });
  await writeFile(join(cwd, 'script', 'train.js'), SCRIPT);
  await film.types('cat script/train.js');
  await film.types('node script/train.js', { sees: [/exclusive or: 1$/] });
}
