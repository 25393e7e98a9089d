// @ts-check
// `npm run bench:augment`: augmentation into float32 batches, ours and the peers' in turn, each on one core; prints a
// table and writes docs/benchmarks/augment.json.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RandomStream } from '@sightline/contracts';
import { orWrongUsage, readArguments } from '../arguments.mjs';
import { runCommand } from '../command.mjs';
import { ROOT } from '../setup.mjs';
import { BATCH } from './augment/pipelines.mjs';
import { peerPython } from './race/peer-environment.mjs';
import { race } from './race/rounds.mjs';

/** @typedef {import('./augment/pipelines.mjs').PipelineName} PipelineName */
/** @typedef {{ tool: string, mode: string, draws: 'a sample' | 'a batch', script: string }} Peer */

const PEERS = fileURLToPath(new URL('augment/peers', import.meta.url));
const OURS = fileURLToPath(new URL('augment/ours.mjs', import.meta.url));
const FILE = join(ROOT, 'docs', 'benchmarks', 'augment.json');
/** A multiple of the batch, so that every batch is full. */
const DIGITS = 78 * BATCH.digits;
/** `taskset` where it exists; elsewhere the tools are only asked to use one thread. */
const ONE_CORE = process.platform === 'linux' ? ['taskset', '--cpu-list', String(cpus().length - 1)] : [];
const ONE_THREAD = { OMP_NUM_THREADS: '1', TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' };

/** @type {Record<PipelineName, readonly Peer[]>} */
const CONTENDERS = {
  photographs: [
    { tool: 'albumentations', mode: 'OpenCV', draws: 'a sample', script: 'albumentations_bench.py' },
    { tool: 'torchvision', mode: 'v2', draws: 'a sample', script: 'torchvision_bench.py' },
    { tool: 'keras', mode: 'layers', draws: 'a sample', script: 'keras_bench.py' },
  ],
  digits: [
    { tool: 'albumentations', mode: 'OpenCV', draws: 'a sample', script: 'albumentations_bench.py' },
    { tool: 'torch', mode: 'grid_sample', draws: 'a sample', script: 'torchvision_bench.py' },
    { tool: 'keras', mode: 'layers', draws: 'a sample', script: 'keras_bench.py' },
    { tool: 'torchvision', mode: 'v2, one draw per batch', draws: 'a batch', script: 'torchvision_bench.py' },
  ],
};

const values = orWrongUsage(() =>
  readArguments({
    pipeline: { type: 'string', multiple: true, default: ['photographs', 'digits'] },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    'no-save': { type: 'boolean', default: false },
  }),
);
const python = await peerPython(console.error, join(PEERS, 'requirements.txt'));
const folder = await mkdtemp(join(tmpdir(), 'sightline-augment-'));
try {
  const rows = [];
  for (const pipeline of /** @type {PipelineName[]} */ (values.pipeline)) {
    console.error(pipeline);
    const data = pipeline === 'photographs' ? await writePhotographs() : await writeDigits();
    rows.push(...(await raceOne(pipeline, data)));
  }
  const machine = { model: cpus()[0]?.model.trim(), cores: cpus().length };
  const date = new Date().toISOString().slice(0, 10);
  if (!values['no-save']) await writeFile(FILE, `${JSON.stringify({ machine, date, rows }, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * @param {PipelineName} pipeline
 * @param {string} data
 */
async function raceOne(pipeline, data) {
  const peers = CONTENDERS[pipeline];
  const specs = [
    contender('sightline', 'WebAssembly', [process.execPath, OURS, pipeline, data]),
    ...peers.map(({ tool, mode, script }) =>
      contender(tool, mode, [python, '-B', join(PEERS, script), pipeline, mode, data]),
    ),
  ];
  const options = { rounds: Number(values.rounds), seconds: Number(values.seconds), say: console.error };
  const results = await race(specs, { ...options, batch: BATCH[pipeline] });
  const [ours] = results;
  console.log(`${pipeline}, float32 batches of ${BATCH[pipeline]}, one core each, medians of ${values.rounds} rounds`);
  for (const { framework, mode, samplesPerSecond, error } of results) {
    const speed = error === undefined ? `${samplesPerSecond.toFixed(0).padStart(8)} images/s` : `  failed: ${error}`;
    console.log(`  ${`${framework} ${mode}`.padEnd(34)}${speed}`);
  }
  for (const draws of /** @type {const} */ (['a sample', 'a batch'])) {
    const those = results.slice(1).filter((_, index) => peers[index]?.draws === draws);
    const fastest = Math.max(0, ...those.map(({ samplesPerSecond }) => samplesPerSecond));
    if (!ours || fastest === 0) continue;
    console.log(`  ${(ours.samplesPerSecond / fastest).toFixed(2)}× the fastest with one draw ${draws}`);
  }
  return results.map(({ framework, mode, version, samplesPerSecond, rounds, error }, index) => ({
    pipeline,
    tool: `${framework} ${mode}`,
    version,
    draws: peers[index - 1]?.draws ?? 'a sample',
    cores: 1,
    imagesPerSecond: samplesPerSecond,
    rounds,
    ...(error === undefined ? {} : { error }),
  }));
}

/**
 * @param {string} framework
 * @param {string} mode
 * @param {string[]} command
 */
function contender(framework, mode, command) {
  const line = /** @type {[string, ...string[]]} */ ([...ONE_CORE, ...command]);
  return { framework, mode, command: line, env: ONE_THREAD };
}

/** Pieces of photographs as JPEGs, by the same script as for hashing. */
async function writePhotographs() {
  const own = await peerPython(console.error, join(ROOT, 'tools/oracles/cleanlab/requirements.txt'));
  const command = ['-B', fileURLToPath(new URL('hashing/imagehash_bench.py', import.meta.url)), 'prepare', folder];
  const { code, output } = await runCommand(own, command, { cwd: PEERS });
  if (code !== 0) throw new Error(`The photographs could not be written:\n${output}`);
  return join(folder, '256x256');
}

/** Speed does not depend on what the pixels show. */
async function writeDigits() {
  const random = new RandomStream(1);
  const path = join(folder, 'digits.bin');
  await writeFile(
    path,
    Uint8Array.from({ length: DIGITS * 28 * 28 }, () => random.integer(256)),
  );
  return path;
}
