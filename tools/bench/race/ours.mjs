// @ts-check
// Sightline as a contender: ours.mjs train|predict WORKLOAD BATCH float32|mixed_bfloat16. Training goes through the
// trainer as a user's would: shuffled epochs, metrics, progress; without copies of the weights at the end of an epoch,
// which peers do not make either.
import { createInterface } from 'node:readline';
import { compilePredict, compileTrainStep, doctor } from '@sightline/engine';
import { arraySource, fit } from '@sightline/trainer';
import { drawSamples, WORKLOADS } from './networks.mjs';
import { readNetwork } from './zoo-network.mjs';

/** @typedef {import('@sightline/engine').Precision} Precision */

const [task, name = '', batchText, mode] = process.argv.slice(2);
const batchSize = Number(batchText);
const precision = /** @type {Precision} */ (mode?.split(',')[0]);
const { build, shape, samples } = WORKLOADS[name] ?? (await readNetwork(name));
const count = Math.max(samples, batchSize);
const data = drawSamples(shape, count, 1);
const model = build();

/** @type {(steps: number) => Promise<number>} */
let run;
if (task === 'predict') {
  const predictor = compilePredict(model, { precision });
  const size = data.inputs.data.length / count;
  const input = { shape: [batchSize, ...shape], data: data.inputs.data.subarray(0, batchSize * size) };
  run = async (steps) => {
    for (let step = 0; step < steps; step++) predictor.predict(input);
    return steps * batchSize;
  };
} else {
  run = trainer();
}

await run(3);
console.log(JSON.stringify({ ready: true, version: `TensorFlow ${doctor().tensorflow}` }));
for await (const line of createInterface({ input: process.stdin })) {
  const { steps } = JSON.parse(line);
  const began = performance.now();
  const trained = await run(steps);
  console.log(JSON.stringify({ samples: trained, seconds: (performance.now() - began) / 1000 }));
}
process.exit(0);

/**
 * One endless training whose batches wait until they are asked for.
 *
 * @returns {(steps: number) => Promise<number>} runs that many steps
 */
function trainer() {
  const source = arraySource(data);
  let allowed = 0;
  let given = 0;
  let trained = 0;
  /** @type {(() => void) | undefined} */
  let goOn;
  /** @type {(() => void) | undefined} */
  let finished;
  /** @type {import('@sightline/trainer').BatchSource} */
  const waiting = {
    count: source.count,
    async batch(rows, epoch, repeats) {
      if (given === allowed) await new Promise((resolve) => (goOn = () => resolve(undefined)));
      given++;
      return source.batch(rows, epoch, repeats);
    },
  };
  const onBatchEnd = () => {
    if (++trained === allowed) finished?.();
  };
  return async (steps) => {
    const isFirst = allowed === 0;
    allowed += steps;
    const done = new Promise((resolve) => (finished = () => resolve(undefined)));
    if (isFirst) start(waiting, onBatchEnd);
    else goOn?.();
    await done;
    return steps * batchSize;
  };
}

/**
 * @param {import('@sightline/trainer').BatchSource} training
 * @param {() => void} onBatchEnd
 */
function start(training, onBatchEnd) {
  const loss = 'sparseCategoricalCrossentropy';
  fit(model, {
    step: compileTrainStep({ model, loss, metrics: ['accuracy'], optimizer: 'adam', precision, seed: 1 }),
    training,
    spec: { epochs: 10_000, batchSize, restoreBestWeights: false },
    seed: 1,
    callbacks: [{ onBatchEnd }],
    context: { progress: () => undefined, logger: { info: () => undefined, warn: () => undefined } },
  }).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
