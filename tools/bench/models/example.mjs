// @ts-check
// An example run from its spec, through the stages of the product: what was computed before is not computed again.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runStage } from '@sightline/artifacts';
import { augmentStage } from '@sightline/augment';
import { parsePipeline, stageInputs } from '@sightline/contracts';
import { evaluateStage } from '@sightline/evaluator';
import { ingestStage, scrubStage, splitStage } from '@sightline/ingest';
import { trainStage } from '@sightline/trainer';
import { ROOT } from '../../setup.mjs';

/**
 * @typedef {import('@sightline/contracts').Pipeline} Pipeline
 *
 * @typedef {import('@sightline/artifacts').StageContext} StageContext
 *
 * @typedef {Awaited<ReturnType<typeof divide>>} Divided
 */

/**
 * The pipeline of an example.
 *
 * @param {string} file below examples/
 * @returns {Promise<Pipeline>}
 */
export async function readPipeline(file) {
  const path = join(ROOT, 'examples', file);
  return parsePipeline(await readFile(path, 'utf8'), path);
}

/**
 * Reads, scrubs and divides the data of a pipeline: by its own seed, so that every training is measured on the same
 * samples.
 *
 * @param {Pipeline} pipeline
 * @param {StageContext} context
 */
export async function divide(pipeline, context) {
  const inputs = stageInputs(pipeline);
  const ingest = await runStage(ingestStage, inputs.ingest(), context);
  const scrub = await runStage(scrubStage, inputs.scrub({ ingest }), context);
  return runStage(splitStage, inputs.split({ scrub }), context);
}

/**
 * Trains and measures: the seed is that of the initial weights, the order of the samples and the augmentation.
 *
 * @param {Pipeline} pipeline
 * @param {{ split: Divided, seed: number, context: StageContext }} options
 */
export async function trainAndEvaluate(pipeline, { split, seed, context }) {
  const inputs = stageInputs({ ...pipeline, seed });
  const augment = await runStage(augmentStage, inputs.augment({ split }), context);
  const train = await runStage(trainStage, inputs.train({ split, augment }), context);
  const evaluate = await runStage(evaluateStage, inputs.evaluate({ split, train }), context);
  return { train, evaluate };
}

/**
 * One figure of an evaluation.
 *
 * @param {{ figures: Readonly<Record<string, { value: number }>> }} evaluate
 * @param {string} name
 */
export function figureOf({ figures }, name) {
  const figure = figures[name];
  if (!figure) throw new Error(`The evaluation has no ${name}; it has ${Object.keys(figures).join(', ')}.`);
  return figure.value;
}
