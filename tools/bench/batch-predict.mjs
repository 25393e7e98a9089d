// @ts-check
// `npm run bench:batch-predict`: records per second of `sightline predict --out` through Temporal, of the same shards
// in one process, and of the network alone on batches that lie ready, in turn; prints a table and writes
// docs/benchmarks/batch-predict.json. --no-save leaves the file as it is.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, openStore } from '@sightline/artifacts';
import { pipelineSchema, RandomStream, signatureSchema } from '@sightline/contracts';
import { startTemporalServer } from '@sightline/native';
import { openBatchPredictor } from '@sightline/server/batch';
import {
  connect,
  followBatchPredict,
  followRun,
  startBatchPredict,
  startTrainToServe,
  startWorkerProcess,
} from '@sightline/workflows';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { orWrongUsage, readArguments } from '../arguments.mjs';
import { runCommand } from '../command.mjs';
import { ROOT } from '../setup.mjs';

const FILE = join(ROOT, 'docs', 'benchmarks', 'batch-predict.json');
const BATCH = 64;
const NETWORK_SECONDS = 5;

/**
 * The digits are small images and a small network, so that all but the network shows; the photographs are JPEGs of
 * 640×480 and a network that takes its time.
 *
 * @type {Record<string, { preprocess: object, model: object, records: number, write(folder: string): Promise<void> }>}
 */
const WORKLOADS = {
  digits: {
    preprocess: { width: 28, height: 28, channels: 1 },
    model: { architecture: 'cnn' },
    records: 10_000,
    write: async (folder) => {
      const prepare = join(ROOT, 'examples', 'digits', 'prepare.mjs');
      await runCommand(process.execPath, [prepare, folder], { cwd: ROOT });
    },
  },
  photographs: {
    preprocess: { width: 224, height: 224, channels: 3 },
    model: { architecture: 'efficientnet-b0' },
    records: 1_024,
    write: (folder) => writePhotographs(folder, 1_024),
  },
};

const {
  workload: names,
  rounds,
  'no-save': noSave,
} = orWrongUsage(() =>
  readArguments({
    workload: { type: 'string', multiple: true, default: Object.keys(WORKLOADS) },
    rounds: { type: 'string', default: '3' },
    'no-save': { type: 'boolean', default: false },
  }),
);

const machine = { model: cpus()[0]?.model, cores: cpus().length, node: process.version };
const folder = await mkdtemp(join(tmpdir(), 'sightline-batch-predict-'));
const places = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
const temporal = await startTemporalServer();
const worker = await startWorkerProcess({ address: temporal.address, ...places });
const client = await connect(temporal.address);
const predictor = openBatchPredictor(openStore(places.root));
try {
  const measured = [];
  for (const name of names) measured.push(await measure(name));
  console.log(`${machine.model}, ${machine.cores} cores, Node ${machine.node}; records per second, medians`);
  for (const { workload, network, inProcess, predictOut, ofNetwork, ofProcess } of measured) {
    console.log(
      `${workload.padEnd(12)} network alone ${network.median.toFixed(0)}, in one process ` +
        `${inProcess.median.toFixed(0)}, predict --out ${predictOut.median.toFixed(0)}: ${percent(ofNetwork)} of the ` +
        `network, ${percent(ofProcess)} of one process`,
    );
  }
  if (!noSave) {
    const date = new Date().toISOString().slice(0, 10);
    await writeFile(FILE, `${JSON.stringify({ date, machine, measured }, undefined, 2)}\n`);
  }
} finally {
  await predictor.close();
  await client.connection.close();
  await worker.close();
  await temporal.stop();
  await rm(folder, { recursive: true, force: true });
}

/** @param {string} name of a workload */
async function measure(name) {
  const workload = WORKLOADS[name];
  if (!workload) throw new Error(`There is no workload ${name}. Allowed: ${Object.keys(WORKLOADS).join(', ')}.`);
  const images = join(folder, name);
  console.error(`${name}: images and a network …`);
  await workload.write(images);
  await train(name, images, workload);
  /** @type {Record<'network' | 'inProcess' | 'predictOut', number[]>} */
  const speeds = { network: [], inProcess: [], predictOut: [] };
  // The first turn of each loads the model.
  for (let round = 0; round <= Number(rounds); round++) {
    const turn = {
      network: await networkAlone(name),
      inProcess: await inOneProcess(name, images, round),
      predictOut: await throughTemporal(name, images, round),
    };
    console.error(`  round ${round} of ${rounds}: ${Object.values(turn).map(Math.round).join(', ')}`);
    if (round > 0) for (const kind of keysOf(speeds)) speeds[kind].push(turn[kind]);
  }
  const network = withMedian(speeds.network);
  const inProcess = withMedian(speeds.inProcess);
  const predictOut = withMedian(speeds.predictOut);
  const ofNetwork = predictOut.median / network.median;
  const ofProcess = predictOut.median / inProcess.median;
  const { records } = workload;
  return { workload: name, records, network, inProcess, predictOut, ofNetwork, ofProcess };
}

/** What a run on few of the images registers: how well it does is not of interest. */
async function train(
  /** @type {string} */ name,
  /** @type {string} */ images,
  /** @type {any} */ { preprocess, model },
) {
  const pipeline = pipelineSchema.parse({
    name,
    ingest: { source: { path: images } },
    preprocess,
    split: { train: 0.04, validation: 0.06, test: 0.9 },
    model,
    fit: { epochs: 1, batchSize: 32 },
    gate: { minimum: {}, minimumRecall: 0, betterThanConstant: false },
    deploy: { name },
  });
  const runId = await startTrainToServe(client, { pipeline, who: 'bench' }, { home: places });
  await followRun(client, runId, { runsFolder: places.runsFolder, onState: () => undefined });
}

/** ONNX Runtime on one batch, again and again. */
async function networkAlone(/** @type {string} */ name) {
  const store = openStore(places.root);
  const { model } = await openRegistry(store).version(name, 1);
  const { inputs } = await store.readJson(model, 'signature.json', signatureSchema);
  const [input] = inputs;
  if (!input) throw new Error(`The model ${name} has no input.`);
  const session = await InferenceSession.create(await store.filePath(model, 'model.onnx'));
  const shape = [BATCH, ...input.shape.map(Number)];
  const stream = new RandomStream(1);
  const data = Float32Array.from({ length: shape.reduce((size, length) => size * length) }, () => stream.next());
  const feeds = { [input.name]: new Tensor('float32', data, shape) };
  await session.run(feeds);
  const started = performance.now();
  let batches = 0;
  for (; performance.now() - started < NETWORK_SECONDS * 1_000; batches++) await session.run(feeds);
  const speed = (batches * BATCH * 1_000) / (performance.now() - started);
  await session.release();
  return speed;
}

/** @param {string} name @param {string} path @param {string} out */
function requestOf(name, path, out) {
  const records = /** @type {const} */ ({ kind: 'folder', path });
  return { name, version: 1, records, out: join(folder, out), shardSize: 4_096 };
}

/** @param {string} name @param {string} images @param {number} round */
async function inOneProcess(name, images, round) {
  const input = requestOf(name, images, `${name}-process-${round}`);
  const { signal } = new AbortController();
  const started = performance.now();
  const planned = await predictor.plan(input, signal);
  if ('ended' in planned) throw new Error('It has ended before it began.');
  const counts = { answered: 0, bad: 0 };
  for (let shard = 0; shard < planned.shards; shard++) {
    const { answered, bad } = await predictor.predict(input, shard, { signal, onProgress: () => undefined });
    counts.answered += answered;
    counts.bad += bad;
  }
  await predictor.finish(input, counts);
  return (planned.records * 1_000) / (performance.now() - started);
}

/** @param {string} name @param {string} images @param {number} round */
async function throughTemporal(name, images, round) {
  const started = performance.now();
  const id = await startBatchPredict(client, requestOf(name, images, `${name}-temporal-${round}`), places);
  const { records } = await followBatchPredict(client, id);
  return (records * 1_000) / (performance.now() - started);
}

/** Soft shapes in two brightnesses, as JPEGs of the size of a small photograph. */
async function writePhotographs(/** @type {string} */ path, /** @type {number} */ count) {
  const [width, height] = [40, 30];
  for (const label of ['dark', 'light']) await mkdir(join(path, label), { recursive: true });
  for (let index = 0; index < count; index++) {
    const stream = new RandomStream(index);
    const label = index % 2 === 0 ? 'dark' : 'light';
    const base = label === 'dark' ? 0 : 100;
    const pixels = Uint8Array.from({ length: width * height * 3 }, () => base + Math.floor(150 * stream.next()));
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .resize(640, 480, { kernel: 'cubic' })
      .jpeg({ quality: 90 })
      .toFile(join(path, label, `${String(index).padStart(5, '0')}.jpg`));
  }
}

/** @param {number[]} speeds of the rounds */
function withMedian(speeds) {
  const sorted = speeds.toSorted((one, other) => one - other);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, rounds: speeds.map(Math.round) };
}

function percent(/** @type {number} */ fraction) {
  return `${(100 * fraction).toFixed(1)} %`;
}

/**
 * @template {string} Key
 * @param {Record<Key, unknown>} record
 */
function keysOf(record) {
  return /** @type {Key[]} */ (Object.keys(record));
}
