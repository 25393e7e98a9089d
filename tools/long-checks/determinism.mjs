// @ts-check
// npm run check:determinism: trains every workload of the benchmarks in separate processes: twice, and once with its
// state carried over to a newly compiled step in the middle. All three must end in the same bytes of weights and
// optimizer slots. determinism.mjs WORKLOAD PAUSE is one such run; PAUSE is the step before which the state is carried
// over, or `never`.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compileTrainStep, tf } from '@sightline/engine';
import { drawSamples, WORKLOADS } from '../bench/race/networks.mjs';

const STEPS = 10;
const BATCH = 16;

const [workload, pause] = process.argv.slice(2);
if (workload) console.log(await hashAfter(workload, Number(pause)));
else compareAll();

function compareAll() {
  let failed = 0;
  for (const name of Object.keys(WORKLOADS)) {
    const hashes = ['never', 'never', '4'].map((when) =>
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), name, when], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim(),
    );
    const [once, again, restored] = hashes;
    const same = once === again && once === restored;
    if (!same) failed++;
    console.log(`${same ? 'same     ' : 'DIFFERENT'} ${name}: ${same ? once : hashes.join(', ')}`);
  }
  process.exitCode = failed > 0 ? 1 : 0;
}

/**
 * @param {string} name
 * @param {number} pauseAt
 */
async function hashAfter(name, pauseAt) {
  const { build, shape } = /** @type {import('../bench/race/networks.mjs').Workload} */ (WORKLOADS[name]);
  const model = build();
  const drawn = model
    .getWeights()
    .map((weight, seed) => tf.randomUniform(weight.shape, 0.01, 0.1, 'float32', seed + 1));
  model.setWeights(drawn);
  const compile = () =>
    compileTrainStep({
      model,
      loss: 'sparseCategoricalCrossentropy',
      optimizer: { kind: 'adam' },
      metrics: ['accuracy'],
      seed: 1,
    });
  let step = compile();
  for (let index = 0; index < STEPS; index++) {
    if (index === pauseAt) {
      const state = step.read();
      step.dispose();
      step = compile();
      step.write(state);
      step.step = index;
    }
    await step.train(drawSamples(shape, BATCH, index + 1));
  }
  return step.hash();
}
