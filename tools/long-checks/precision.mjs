// @ts-check
// npm run check:precision [-- --seeds 5 --epochs 20]: trains the digits example in float32 and in mixed_bfloat16 from
// several seeds. The means of the test accuracies must lie within 0.3 points of each other.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@sightline/artifacts';
import { augment } from '@sightline/augment';
import { parsePipeline } from '@sightline/contracts';
import { evaluate } from '@sightline/evaluator';
import { ingest, scrub, split } from '@sightline/ingest';
import { train } from '@sightline/trainer';
import { orWrongUsage, readArguments } from '../arguments.mjs';
import { runCommand } from '../command.mjs';
import { ROOT } from '../setup.mjs';

const DIGITS = join(ROOT, 'examples', 'digits');
const ALLOWED_POINTS = 0.3;
const PRECISIONS = /** @type {const} */ (['float32', 'mixed_bfloat16']);

const pipelineFile = join(DIGITS, 'pipeline.yaml');
const pipeline = parsePipeline(await readFile(pipelineFile, 'utf8'), pipelineFile);
const values = orWrongUsage(() =>
  readArguments({
    seeds: { type: 'string', default: '5' },
    epochs: { type: 'string', default: String(pipeline.fit.epochs) },
  }),
);
const root = await mkdtemp(join(tmpdir(), 'sightline-precision-'));
const say = (/** @type {string} */ text) => console.error(text);
const context = createContext({ root, logger: { info: say, warn: say } });
try {
  await compare();
} finally {
  await rm(root, { recursive: true, force: true });
}

async function compare() {
  const dataset = await digits();
  /** @type {Record<string, number[]>} */
  const accuracies = { float32: [], mixed_bfloat16: [] };
  console.log(['seed', ...PRECISIONS].map((name) => name.padStart(16)).join(''));
  for (let index = 0; index < Number(values.seeds); index++) {
    const seed = pipeline.seed + index;
    for (const precision of PRECISIONS) accuracies[precision]?.push(await accuracyOf(dataset, { seed, precision }));
    printRow(String(seed), (precision) => accuracies[precision]?.at(-1));
  }
  const [exact = NaN, mixed = NaN] = PRECISIONS.map((precision) => mean(accuracies[precision] ?? []));
  printRow('mean', (precision) => (precision === 'float32' ? exact : mixed));
  const points = 100 * (mixed - exact);
  const within = Math.abs(points) <= ALLOWED_POINTS;
  console.log(
    `${within ? 'within' : 'NOT WITHIN'} ${ALLOWED_POINTS} points: ${points >= 0 ? '+' : ''}${points.toFixed(3)} ` +
      'in bfloat16',
  );
  process.exitCode = within ? 0 : 1;
}

/** The digits as images, read, scrubbed and split. */
async function digits() {
  const { code, output } = await runCommand(process.execPath, [join(DIGITS, 'prepare.mjs')], { cwd: ROOT });
  if (code !== 0) throw new Error(`The digits could not be written out as images:\n${output}`);
  const read = await ingest(pipeline.ingest, context);
  const scrubbed = await scrub({ dataset: read.dataset, policy: pipeline.scrub }, context);
  const divided = await split({ dataset: scrubbed.dataset, split: pipeline.split, seed: pipeline.seed }, context);
  return divided.dataset;
}

/**
 * The accuracy on the test split of one training.
 *
 * @param {Awaited<ReturnType<typeof digits>>} dataset
 * @param {{ seed: number, precision: typeof PRECISIONS[number] }} options
 */
async function accuracyOf(dataset, { seed, precision }) {
  say(`Seed ${seed}, ${precision}`);
  const { preprocess, task, model, sampler } = pipeline;
  const { augmentation } = await augment({ dataset, preprocess, transforms: pipeline.augment, seed }, context);
  const fit = { ...pipeline.fit, epochs: Number(values.epochs), precision };
  const trained = await train({ dataset, augmentation, preprocess, task, model, fit, sampler, seed }, context);
  const { figures } = await evaluate({ model: trained.model, dataset, split: 'test' }, context);
  return /** @type {import('@sightline/contracts').Figure} */ (figures.accuracy).value;
}

/** @param {readonly number[]} numbers */
function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/**
 * @param {string} name
 * @param {(precision: typeof PRECISIONS[number]) => number | undefined} accuracy
 */
function printRow(name, accuracy) {
  const cells = PRECISIONS.map((precision) => `${(100 * (accuracy(precision) ?? NaN)).toFixed(2)} %`);
  console.log([name, ...cells].map((cell) => cell.padStart(16)).join(''));
}
