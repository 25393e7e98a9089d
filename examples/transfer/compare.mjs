// @ts-check
// node examples/transfer/compare.mjs [--seeds 3] [--json]: trains on ten images of each of the digits 5 to 9, from
// scratch and from the network that knows 0 to 4, and prints the accuracy on 300 test images of each.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createContext, runStage, sightlineHome } from '@sightline/artifacts';
import { parsePipeline, stageInputs } from '@sightline/contracts';
import { stages } from '@sightline/workflows/stages';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' }, json: { type: 'boolean' } } });
const seeds = Number(values.seeds);
if (!(Number.isInteger(seeds) && seeds > 0)) {
  throw new Error(`--seeds is ${values.seeds}; it must be a whole number, 1 or more.`);
}
const context = createContext({ root: sightlineHome().root });
const [first, second] = await Promise.all(['first.yaml', 'pipeline.yaml'].map(readPipeline));

/** @typedef {import('@sightline/contracts').Pipeline} Pipeline */
/** @type {Record<string, number[]>} */
const accuracies = { 'from scratch': [], transferred: [] };
for (let seed = 1; seed <= seeds; seed++) {
  const { train } = await runStages({ .../** @type {Pipeline} */ (first), seed });
  const { weights: _, ...model } = /** @type {Pipeline} */ (second).model;
  const { freeze: _freeze, unfreeze: _unfreeze, ...fit } = /** @type {Pipeline} */ (second).fit;
  const scratch = { .../** @type {Pipeline} */ (second), seed, model, fit };
  const weights = { from: train.model.id, head: /** @type {const} */ ('new') };
  const transferred = { ...scratch, model: { ...model, weights }, fit: /** @type {Pipeline} */ (second).fit };
  for (const [name, pipeline] of Object.entries({ 'from scratch': scratch, transferred })) {
    const { evaluate } = await runStages(pipeline);
    const accuracy = evaluate.figures['accuracy']?.value ?? Number.NaN;
    accuracies[name]?.push(accuracy);
    console.error(`seed ${seed}, ${name}: ${percent(accuracy)}`);
  }
}
if (values.json) console.log(JSON.stringify(accuracies, undefined, 2));
else for (const [name, each] of Object.entries(accuracies)) console.log(`${name.padEnd(14)}${spread(each)}`);

/** @param {string} file */
async function readPipeline(file) {
  const path = join(import.meta.dirname, file);
  return parsePipeline(await readFile(path, 'utf8'), path);
}

/**
 * From ingest to evaluate, in this process; what did not change is not computed again.
 *
 * @param {Pipeline} pipeline
 */
async function runStages(pipeline) {
  const inputs = stageInputs(pipeline);
  const ingest = await runStage(await stages.ingest(), inputs.ingest(), context);
  const scrub = await runStage(await stages.scrub(), inputs.scrub({ ingest }), context);
  const split = await runStage(await stages.split(), inputs.split({ scrub }), context);
  const augment = await runStage(await stages.augment(), inputs.augment({ split }), context);
  const train = await runStage(await stages.train(), inputs.train({ split, augment }), context);
  const evaluate = await runStage(await stages.evaluate(), inputs.evaluate({ split, train }), context);
  return { train, evaluate };
}

/** @param {readonly number[]} fractions */
function spread(fractions) {
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
  const squares = fractions.reduce((sum, fraction) => sum + (fraction - mean) ** 2, 0);
  return `${percent(mean)} ± ${(100 * Math.sqrt(squares / (fractions.length - 1 || 1))).toFixed(1)}`;
}

/** @param {number} fraction */
function percent(fraction) {
  return `${(100 * fraction).toFixed(1)} %`;
}
