// @ts-check
// npm run check:memory: trains 10,000 steps, with a shorter last batch now and then, and says what that did to memory.
// After the first 1,000 the count of tensors must stay the same, and the resident size within 2 %.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compileTrainStep, tf } from '@sightline/engine';

const STEPS = 10_000;
const WARM_UP = 1000;
const ALLOWED_GROWTH = 0.02;

const { layers } = tf;
const model = tf.sequential({
  layers: [
    layers.conv2d({ inputShape: [12, 12, 1], filters: 8, kernelSize: 3, activation: 'relu' }),
    layers.batchNormalization(),
    layers.flatten(),
    layers.dropout({ rate: 0.2 }),
    layers.dense({ units: 10, activation: 'softmax' }),
  ],
});
const step = compileTrainStep({
  model,
  loss: 'sparseCategoricalCrossentropy',
  optimizer: { kind: 'adam' },
  metrics: ['accuracy'],
});

/** @param {number} size */
function batchOf(size) {
  const data = Float32Array.from({ length: size * 144 }, (_, index) => (index % 17) / 17);
  const targets = Int32Array.from({ length: size }, (_, index) => index % 10);
  return { inputs: { shape: [size, 12, 12, 1], data }, targets: { shape: [size], data: targets } };
}

// What V8 has not collected yet is not a leak, and how much that is depends on when it last ran.
setFlagsFromString('--expose-gc');
const collectGarbage = /** @type {() => void} */ (runInNewContext('gc'));

const measure = () => {
  collectGarbage();
  return { tensors: tf.memory().numTensors, megabytes: process.memoryUsage().rss / 1e6 };
};
let before = measure();
for (let index = 1; index <= STEPS; index++) {
  await step.train(batchOf(index % 50 === 0 ? 5 : 32));
  if (index === WARM_UP) before = measure();
  if (index % 1000 === 0) {
    const { tensors, megabytes } = measure();
    console.log(`${String(index).padStart(6)} steps: ${tensors} tensors, ${megabytes.toFixed(1)} MB`);
  }
}
const after = measure();
const growth = after.megabytes / before.megabytes - 1;
const flat = after.tensors === before.tensors && growth <= ALLOWED_GROWTH;
console.log(`${flat ? 'flat' : 'NOT FLAT'}: ${(100 * growth).toFixed(2)} % more since step ${WARM_UP}`);
step.dispose();
process.exitCode = flat ? 0 : 1;
