// @ts-check
// npm run check:augmented-training [-- --rounds 5]: an epoch of the digits example with its augmentation on and off, in
// turn. On must run at 90 % of the speed of off at least.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBatchLoader } from '@sightline/augment';
import { deriveSeed, parsePipeline, RandomStream } from '@sightline/contracts';
import { compileTrainStep } from '@sightline/engine';
import { buildNetwork } from '@sightline/models';
import { learnTask, openTask } from '@sightline/tasks';
import { augmentedSource, fit, imageSource } from '@sightline/trainer';
import { orWrongUsage, readArguments } from '../arguments.mjs';
import { ROOT } from '../setup.mjs';

const SAMPLES = 7000;
const CLASSES = 10;
const REQUIRED = 0.9;

const file = join(ROOT, 'examples', 'digits', 'pipeline.yaml');
const pipeline = parsePipeline(await readFile(file, 'utf8'), file);
const values = orWrongUsage(() => readArguments({ rounds: { type: 'string', default: '5' } }));

// Speed does not depend on what the pixels show.
const { width, height, channels } = pipeline.preprocess;
const preprocess = { ...pipeline.preprocess, mean: [], std: [] };
const random = new RandomStream(1);

const pixels = new Uint8Array(new SharedArrayBuffer(SAMPLES * width * height * channels));
for (let index = 0; index < pixels.length; index++) pixels[index] = random.integer(256);
const classes = Int32Array.from({ length: SAMPLES }, () => random.integer(CLASSES));
const targets = { probabilities: { shape: [SAMPLES], data: classes } };
const samples = Array.from(classes, (label, index) => ({ id: `${index}.png`, label: String(label) }));
const images = /** @type {const} */ ({ kind: 'decoded', samples, pixels, width, height, channels });
const task = learnTask(pipeline.task, samples);
const augmentation = { transforms: pipeline.augment, seed: 1 };
const loader = createBatchLoader({ images, augmentation, preprocess, task });

const sources = {
  off: imageSource({ pixels, targets }, preprocess),
  on: augmentedSource(loader, { count: SAMPLES, ...openTask(task) }, preprocess),
};
/** @type {Record<keyof typeof sources, number[]>} */
const speeds = { off: [], on: [] };
try {
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const name of /** @type {const} */ (['off', 'on'])) {
      const speed = await speedOf(sources[name]);
      // The first one warms the caches.
      if (round > 0) speeds[name].push(speed);
    }
    if (round > 0) console.log(`round ${round}: ${row(speeds.off.at(-1), speeds.on.at(-1))}`);
  }
} finally {
  await loader.close();
}
const fraction = median(speeds.on) / median(speeds.off);
console.log(`median:  ${row(median(speeds.off), median(speeds.on))}`);
console.log(`${fraction >= REQUIRED ? 'within' : 'NOT WITHIN'} the target: at least ${REQUIRED * 100} %`);
process.exitCode = fraction >= REQUIRED ? 0 : 1;

/**
 * Samples trained a second, over the second of two epochs: the first one compiles.
 *
 * @param {import('@sightline/trainer').BatchSource} training
 */
async function speedOf(training) {
  const model = await buildNetwork(pipeline.model, {
    inputShape: [height, width, channels],
    head: { kind: 'dense', name: 'probabilities', units: CLASSES, activation: 'softmax' },
    seed: deriveSeed(1, 'model'),
  });
  let began = 0;
  let ended = 0;
  const logger = {
    info: () => {
      began = ended;
      ended = performance.now();
    },
    warn: console.error,
  };
  const { optimizer, precision, ...spec } = pipeline.fit;
  const step = compileTrainStep({ model, loss: 'sparseCategoricalCrossentropy', optimizer, precision, seed: 1 });
  await fit(model, { step, training, spec: { ...spec, epochs: 2 }, seed: 1, context: { logger } });
  step.dispose();
  model.dispose();
  return (SAMPLES * 1000) / (ended - began);
}

/** @param {number | undefined} off @param {number | undefined} on */
function row(off = NaN, on = NaN) {
  const percent = ((100 * on) / off).toFixed(1);
  return `${off.toFixed(0)} images/s without augmentation, ${on.toFixed(0)} with it: ${percent} %`;
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}
