// @ts-check
// node examples/moving-digits/shuffle-frames.mjs <id of an evaluation> [--json]: how many held-out clips are
// classified correctly as they are, and with the frames of each in a random order. What a network loses, it had from
// the order.
import { parseArgs } from 'node:util';
import { createContext, sightlineHome } from '@sightline/artifacts';
import {
  deriveSeed,
  parse,
  preprocessSchema,
  RandomStream,
  taskFileSchema,
  trainInputSchema,
} from '@sightline/contracts';
import { compilePredict } from '@sightline/engine';
import { loadInputs, openDataset } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import { openTask } from '@sightline/tasks';

const SEED = 7;

const {
  values,
  positionals: [id],
} = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
if (!id) throw new Error('Name an evaluation: the last line of `sightline run … --only evaluate` is its id.');
const context = createContext({ root: sightlineHome().root });
const { artifacts } = context;
const { parents } = (await artifacts.manifest({ kind: 'evaluation', id })).lineage;
const model = parents.find(({ kind }) => kind === 'trained-model');
if (!model) throw new Error(`The evaluation ${id} is not of a trained model.`);
const { dataset: trainedOn } = parse(trainInputSchema, (await artifacts.manifest(model)).lineage.input, 'the model');
const preprocess = await artifacts.readJson(model, 'preprocess.json', preprocessSchema);
const task = openTask(await artifacts.readJson(model, 'task.json', taskFileSchema));
const dataset = await openDataset(artifacts, trainedOn);
const samples = dataset.of('test');
const predictor = compilePredict(await loadModel(artifacts, model));

const inOrder = await accuracyOf((frames) => frames);
const shuffled = await accuracyOf((frames, clip) =>
  new RandomStream(deriveSeed(SEED, 'frames', clip)).shuffle([...frames]),
);
const percent = (/** @type {number} */ fraction) => `${(fraction * 100).toFixed(2)} %`;
if (values.json) console.log(JSON.stringify({ inOrder, shuffled, clips: samples.length }));
else console.log(`in their order: ${percent(inOrder)}, shuffled: ${percent(shuffled)}, of ${samples.length} clips`);
predictor.dispose();

/** @param {(frames: readonly number[], clip: string) => readonly number[]} orderOf the places of a clip's frames */
async function accuracyOf(orderOf) {
  /** @type {number[]} */
  const probabilities = [];
  for await (const { inputs, samples: clips } of loadInputs(dataset, { samples, preprocess }, context)) {
    const [count = 0, frames = 0, ...sizes] = inputs.shape;
    const size = sizes.reduce((product, length) => product * length, 1);
    const data = new Float32Array(inputs.data.length);
    for (let clip = 0; clip < count; clip++) {
      for (const [to, from] of orderOf([...Array(frames).keys()], clips[clip]?.id ?? '').entries()) {
        const start = (clip * frames + from) * size;
        data.set(inputs.data.subarray(start, start + size), (clip * frames + to) * size);
      }
    }
    const [output] = predictor.predict({ shape: inputs.shape, data });
    probabilities.push(...(output?.data ?? []));
  }
  const outputs = {
    [task.head.name]: { shape: [samples.length, task.head.units], data: Float32Array.from(probabilities) },
  };
  return task.evaluate(samples, outputs).figures['accuracy']?.value ?? 0;
}
