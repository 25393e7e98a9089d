// @ts-check
// `npm run bench:recurrent-exports`: recurrent layers in ONNX Runtime as its own operators, as Scan and unrolled, and
// in TensorFlow as a loop and unrolled; and a training step in loops (the length is open) and unrolled (it is fixed).
// Prints the time of the form that is exported, and each other form's as a ratio to it.
import { FORMATS } from '@sightline/deployer/formats';
import { compileTrainStep, gru, hoistInvariants, recordModel, Session, tf } from '@sightline/engine';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { orWrongUsage, readArguments } from '../arguments.mjs';
import { unrollLoops } from './recurrent-exports/unroll-loops.mjs';

/** @typedef {import('@sightline/engine').Program} Program */
/** @typedef {{ shape: number[], data: Float32Array }} Feed */

const { layers } = tf;
const values = orWrongUsage(() => readArguments({ rounds: { type: 'string', default: '15' } }));
const recurrentInitializer = 'glorotUniform';

/** @type {Record<string, (time: number | null) => tf.layers.Layer>} */
const LAYERS = {
  'lstm, 32 units': (time) => layers.lstm({ units: 32, inputShape: [time, 16], recurrentInitializer }),
  'lstm, 128 units': (time) => layers.lstm({ units: 128, inputShape: [time, 32], recurrentInitializer }),
  'gru, 64 units': (time) => gru({ units: 64, inputShape: [time, 32] }),
  'simpleRNN, 64 units': (time) => layers.simpleRNN({ units: 64, inputShape: [time, 32], recurrentInitializer }),
  'lstm of softsign, 32 units': (time) =>
    layers.lstm({ units: 32, inputShape: [time, 16], activation: 'softsign', recurrentInitializer }),
  'convLstm2d, 8 filters': (time) =>
    layers.convLstm2d({ filters: 8, kernelSize: 3, inputShape: [time, 16, 16, 3], recurrentInitializer }),
};

for (const [name, make] of Object.entries(LAYERS)) {
  for (const time of [5, 20, 100]) {
    const model = tf.sequential({ layers: [make(time)] });
    const program = recordModel(model);
    for (const batch of [1, 32]) {
      const [, ...sizes] = model.inputs[0]?.shape ?? [];
      const shape = [batch, .../** @type {number[]} */ (sizes)];
      const feed = { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)) };
      const onnx = await race({
        exported: await inOnnxRuntime(program, feed),
        Scan: await inOnnxRuntime(withoutCells(program), feed),
        unrolled: await inOnnxRuntime(unrollLoops(program), feed),
      });
      const savedModel = await race({
        exported: inTensorFlow(hoistInvariants(program), feed),
        unrolled: inTensorFlow(unrollLoops(hoistInvariants(program)), feed),
      });
      const training = await race({
        loops: inTraining(make(null), feed),
        unrolled: inTraining(make(time), feed),
      });
      console.log(
        `${name}, ${time} steps, batch ${batch}: ONNX ${onnx}; TensorFlow ${savedModel}; training in loops ${training}`,
      );
    }
    model.dispose();
  }
}

/** Loops that no longer say what they compute. @param {Program} program */
function withoutCells(program) {
  const nodes = program.nodes.map((node) => {
    const { className: _, ...attributes } = node.attributes;
    return { ...node, attributes };
  });
  return hoistInvariants(program.with({ nodes }));
}

/**
 * @param {Program} program
 * @param {Feed} feed
 */
async function inOnnxRuntime(program, { shape, data }) {
  const session = await InferenceSession.create(FORMATS.onnx.write(program));
  const feeds = { [/** @type {string} */ (session.inputNames[0])]: new Tensor('float32', data, shape) };
  return { run: () => session.run(feeds), close: () => session.release() };
}

/**
 * @param {Program} program
 * @param {Feed} feed
 */
function inTensorFlow(program, feed) {
  const session = new Session();
  const { runAsync } = session.load(program, { variables: 'frozen' });
  return { run: () => runAsync([feed]), close: async () => session.dispose() };
}

/**
 * @param {tf.layers.Layer} layer
 * @param {Feed} feed
 */
function inTraining(layer, feed) {
  const model = tf.sequential({ layers: [layer] });
  const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: 'adam' });
  const [, ...sizes] = /** @type {number[]} */ (model.outputShape);
  const shape = [/** @type {number} */ (feed.shape[0]), ...sizes];
  const batch = { inputs: feed, targets: { shape, data: new Float32Array(shape.reduce((a, b) => a * b)) } };
  const close = async () => {
    step.dispose();
    model.dispose();
  };
  return { run: () => step.train(batch), close };
}

/**
 * Runs them in turn. The first one's time is the base of the others' ratios.
 *
 * @param {Record<string, { run: () => Promise<unknown>, close: () => Promise<void> }>} contenders
 */
async function race(contenders) {
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -3; round < Number(values.rounds); round++) {
    for (const [name, { run }] of Object.entries(contenders)) {
      const start = performance.now();
      await run();
      if (round >= 0) times[name]?.push(performance.now() - start);
    }
  }
  for (const { close } of Object.values(contenders)) await close();
  const medians = Object.entries(times).map(([name, all]) => /** @type {const} */ ([name, median(all)]));
  const base = medians[0]?.[1] ?? 1;
  return medians
    .map(([name, time], place) => (place === 0 ? `${time.toFixed(2)} ms` : `${name} ${(time / base).toFixed(1)}×`))
    .join(', ');
}

/** @param {number[]} numbers */
function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
