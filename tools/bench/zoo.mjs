// @ts-check
// `npm run bench:zoo`: one training step and one prediction of each network of the model zoo, ours and the peers' in
// turn, in float32; writes docs/benchmarks/zoo.json. With `--table` it runs nothing and prints what that file holds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelSpecSchema, parse } from '@sightline/contracts';
import { buildModel, listModels } from '@sightline/models';
import { orWrongUsage, readArguments } from '../arguments.mjs';
import { contenders } from './race/modes.mjs';
import { peerPython } from './race/peer-environment.mjs';
import { formatRace, readMeasured, saveRows } from './race/report.mjs';
import { race } from './race/rounds.mjs';
import { writeNetwork } from './race/zoo-network.mjs';
import { zooTable } from './zoo/zoo-table.mjs';

const RESULTS = fileURLToPath(new URL('../../docs/benchmarks/zoo.json', import.meta.url));
const BATCH = 32;
/** Larger images make a step of the large networks last for minutes on two cores. */
const LARGEST_SIDE = 96;
/** Where contenders with the usual images would take more than 24 GiB together. */
const SMALLER_SIDES = new Map([['r2plus1d-18', 32]]);
const CLASSES = 10;
const FRAMES = 8;

const values = orWrongUsage(() =>
  readArguments({
    model: { type: 'string', default: '*' },
    frameworks: { type: 'string', default: 'sightline,keras,torch' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    'no-save': { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
  }),
);
if (values.table) {
  console.log(zooTable((await readMeasured(RESULTS)).flatMap(({ rows }) => rows)));
  process.exit();
}
const say = (/** @type {string} */ text) => console.error(text);
const frameworks = values.frameworks.split(',');
const python = frameworks.some((framework) => framework !== 'sightline') ? await peerPython(say) : '';
const folder = await mkdtemp(join(tmpdir(), 'sightline-zoo-'));
try {
  for (const listing of listModels(values.model)) await raceModel(listing);
} finally {
  await rm(folder, { recursive: true });
}
process.exit();

/** @param {import('@sightline/models').ModelListing} listing */
async function raceModel({ architecture, medium, preprocess }) {
  const workload = join(folder, architecture);
  const inputShape = shapeOf(medium, preprocess, SMALLER_SIDES.get(architecture) ?? LARGEST_SIDE);
  const spec = parse(modelSpecSchema, { architecture }, 'the model');
  const head = /** @type {const} */ ({ kind: 'dense', name: 'probabilities', units: CLASSES, activation: 'softmax' });
  const model = buildModel(spec, { inputShape, head, seed: 1 });
  await writeNetwork(workload, model);
  model.dispose();
  for (const task of /** @type {const} */ (['train', 'predict'])) {
    const title = `${architecture} ${inputShape.join('×')}, ${task}`;
    say(title);
    const specs = contenders({ task, workload, batch: BATCH, python, frameworks, bfloat16: false });
    const { rounds, seconds } = values;
    const results = await race(specs, { batch: BATCH, rounds: Number(rounds), seconds: Number(seconds), say });
    const rows = results.map((result) => ({ workload: title, batch: BATCH, ...result }));
    console.log(`${formatRace(title, BATCH, rows)}\n`);
    if (!values['no-save']) await saveRows(RESULTS, rows);
  }
}

/**
 * What the network was designed for, at most `largest` wide and high.
 *
 * @param {'image' | 'clip'} medium
 * @param {import('@sightline/models').ModelListing['preprocess']} preprocess
 * @param {number} largest
 */
function shapeOf(medium, { width, height, channels = 3 }, largest) {
  const image = [Math.min(height, largest), Math.min(width, largest), channels];
  return medium === 'clip' ? [FRAMES, ...image] : image;
}
