// @ts-check
// npm run check:first-step: how long a user waits for the first training step of each workload of the benchmarks,
// recording included, in separate processes. ResNet-20 must be there within 5 seconds.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compileTrainStep } from '@sightline/engine';
import { drawSamples, WORKLOADS } from '../bench/race/networks.mjs';

const ALLOWED_SECONDS = 5;
const BATCHES = { 'mnist-cnn': 64, resnet20: 128, mobilenetv2: 32, 'cnn-lstm': 32 };

/** @typedef {{ compiled: number, first: number, second: number }} Seconds `second` is that step alone */

const [workload] = process.argv.slice(2);
if (workload) console.log(JSON.stringify(await measure(workload)));
else compareAll();

function compareAll() {
  for (const name of Object.keys(BATCHES)) {
    const printed = execFileSync(process.execPath, [fileURLToPath(import.meta.url), name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { compiled, first, second } = /** @type {Seconds} */ (JSON.parse(printed));
    const parts = `compileTrainStep ${compiled.toFixed(2)} s; the second step took ${second.toFixed(2)} s`;
    console.log(`${name.padEnd(12)} first step done after ${first.toFixed(2)} s (${parts})`);
    if (name === 'resnet20' && first > ALLOWED_SECONDS) process.exitCode = 1;
  }
}

/**
 * @param {string} name
 * @returns {Promise<Seconds>}
 */
async function measure(name) {
  const { build, shape } = /** @type {import('../bench/race/networks.mjs').Workload} */ (WORKLOADS[name]);
  const model = build();
  const batch = drawSamples(shape, BATCHES[/** @type {keyof typeof BATCHES} */ (name)], 1);
  const began = performance.now();
  const secondsSince = (/** @type {number} */ time) => (performance.now() - time) / 1000;
  const step = compileTrainStep({
    model,
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'adam' },
    metrics: ['accuracy'],
  });
  const compiled = secondsSince(began);
  await step.train(batch);
  const first = secondsSince(began);
  const again = performance.now();
  await step.train(batch);
  return { compiled, first, second: secondsSince(again) };
}
