// @ts-check
// node examples/imbalanced-digits/compare.mjs [--seeds 5] [--json]: trains the same network on 1:50 digits, with each
// remedy in turn, and prints how much of the rare digits it finds.
import { parseArgs } from 'node:util';
import { resampleImages } from '@sightline/augment';
import { compileTrainStep, tf } from '@sightline/engine';
import { buildModel } from '@sightline/models';
import { classWeights } from '@sightline/tasks';
import { arraySource, createSampler, fit } from '@sightline/trainer';
import { CLASSES, drawDigits, isRare, SIZE } from './prepare.mjs';

/** Images that every training sees, repetitions counted: a larger set has fewer epochs. */
const IMAGES_SEEN = 50_000;
const BATCH_SIZE = 64;

/**
 * @typedef {import('./prepare.mjs').Digits} Digits
 * @typedef {object} Remedy
 * @property {string} name
 * @property {(digits: Digits, seed: number) => Digits} [resample]
 * @property {(counts: number[]) => number[]} [weigh]
 * @property {true} [balanceEpochs]
 */

/** @type {readonly Remedy[]} */
const REMEDIES = [
  { name: 'none' },
  { name: 'class weights, balanced', weigh: (counts) => classWeights(counts, { kind: 'balanced' }) },
  { name: 'class weights, effective number', weigh: (counts) => classWeights(counts, { kind: 'effectiveNumber' }) },
  { name: 'balanced epochs', balanceEpochs: true },
  {
    name: 'random over-sampling',
    resample: (digits, seed) => resampleImages(digits, { kind: 'randomOverSampler' }, seed),
  },
  { name: 'SMOTE over pixels', resample: (digits, seed) => resampleImages(digits, { kind: 'smote' }, seed) },
];

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '5' }, json: { type: 'boolean' } } });
const seeds = Number(values.seeds);
if (!(Number.isInteger(seeds) && seeds > 0)) {
  throw new Error(`--seeds is ${values.seeds}; it must be a whole number, 1 or more.`);
}
/** @type {Map<string, { rare: number, common: number }[]>} */
const results = new Map(REMEDIES.map(({ name }) => [name, []]));
for (let seed = 1; seed <= seeds; seed++) {
  const { train, test } = await drawDigits(seed);
  for (const remedy of REMEDIES) {
    const recalls = await recallsAfterTraining(train, test, remedy, seed);
    results.get(remedy.name)?.push(recalls);
    console.error(`seed ${seed}, ${remedy.name}: ${percent(recalls.rare)} of the rare digits found`);
  }
}
print();

/**
 * The mean recall of the rare and of the common digits of the test set.
 *
 * @param {Digits} train
 * @param {Digits} test
 * @param {Remedy} remedy
 * @param {number} seed
 */
async function recallsAfterTraining(train, test, remedy, seed) {
  const digits = remedy.resample?.(train, seed) ?? train;
  const model = buildModel(
    { architecture: 'cnn', filters: [16, 32], denseUnits: 64 },
    {
      inputShape: [SIZE.height, SIZE.width, SIZE.channels],
      head: { kind: 'dense', name: 'probabilities', units: CLASSES, activation: 'softmax' },
      seed,
    },
  );
  const step = compileTrainStep({
    model,
    loss: 'sparseCategoricalCrossentropy',
    ...(remedy.weigh && { classWeights: remedy.weigh(countsOf(digits.labels)) }),
    optimizer: 'adam',
    seed,
  });
  const count = digits.labels.length;
  const order = { count, strata: digits.labels, batchSize: BATCH_SIZE, seed };
  await fit(model, {
    step,
    training: sourceOf(digits),
    sampler: createSampler({ kind: remedy.balanceEpochs ? 'balanced' : 'shuffle' }, order),
    spec: { epochs: Math.round(IMAGES_SEEN / count), batchSize: BATCH_SIZE, restoreBestWeights: false },
    seed,
  });
  step.dispose();
  const recalls = recallsOf(model, test);
  const meanOf = (/** @type {boolean} */ rare) => mean(recalls.filter((_, digit) => isRare(digit) === rare));
  return { rare: meanOf(true), common: meanOf(false) };
}

/** @param {Digits} digits */
function sourceOf({ pixels, labels }) {
  return arraySource({
    inputs: {
      shape: [labels.length, SIZE.height, SIZE.width, SIZE.channels],
      data: Float32Array.from(pixels, (value) => value / 255),
    },
    targets: { shape: [labels.length], data: Int32Array.from(labels) },
  });
}

/**
 * The fraction of each digit that is found.
 *
 * @param {tf.LayersModel} model
 * @param {Digits} digits
 */
function recallsOf(model, { pixels, labels }) {
  const predicted = tf.tidy(() => {
    const images = tf.tensor4d(pixels, [labels.length, SIZE.height, SIZE.width, SIZE.channels], 'float32').div(255);
    return /** @type {tf.Tensor} */ (model.predict(images, { batchSize: 250 })).argMax(-1).dataSync();
  });
  const found = countsOf(labels.filter((label, index) => label === predicted[index]));
  return countsOf(labels).map((count, digit) => (found[digit] ?? 0) / count);
}

/** @param {Int32Array} labels */
function countsOf(labels) {
  return Array.from({ length: CLASSES }, (_, digit) => labels.filter((label) => label === digit).length);
}

function print() {
  if (values.json) {
    console.log(JSON.stringify(Object.fromEntries(results), undefined, 2));
    return;
  }
  console.log(`\nRecall on the test set, mean and standard deviation over ${seeds} seeds`);
  console.log(`${'remedy'.padEnd(34)}${'rare digits'.padEnd(18)}${'common digits'.padEnd(18)}all`);
  for (const [name, each] of results) {
    const columns = [
      each.map(({ rare }) => rare),
      each.map(({ common }) => common),
      each.map(({ rare, common }) => (rare + common) / 2),
    ];
    console.log(`${name.padEnd(34)}${columns.map((column) => spread(column).padEnd(18)).join('')}`.trimEnd());
  }
}

/** @param {number[]} fractions */
function spread(fractions) {
  const centre = mean(fractions);
  const deviation = Math.sqrt(
    fractions.reduce((sum, fraction) => sum + (fraction - centre) ** 2, 0) / (fractions.length - 1 || 1),
  );
  return `${percent(centre)} ± ${(100 * deviation).toFixed(1)}`;
}

/** @param {number} fraction */
function percent(fraction) {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** @param {number[]} numbers */
function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
