import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { tf } from '../tensorflow.ts';
import { compilePredict } from './compile-predict.ts';
import { compileTrainStep } from './compile-train-step.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Of this process, in megabytes. */
function residentSize(): number {
  collectGarbage();
  return process.memoryUsage().rss / 1e6;
}

const UNITS = 1000;
const TIMES = 24;

it('a compiled step and a predictor give their memory back when they are disposed of', async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [UNITS], units: UNITS, useBias: false })] });
  const inputs = { shape: [1, UNITS], data: new Float32Array(UNITS).fill(0.1) };
  const trainAndPredict = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) {
      const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'adam' } });
      await step.train({ inputs, targets: inputs });
      const predictor = compilePredict(model);
      predictor.predict(inputs);
      step.dispose();
      predictor.dispose();
    }
  };
  await trainAndPredict(6);
  const before = residentSize();
  await trainAndPredict(TIMES);
  // Each time had four weights: the weight, two slots of Adam and a constant. What malloc keeps for later is far less.
  const held = (TIMES * 4 * UNITS * UNITS * Float32Array.BYTES_PER_ELEMENT) / 1e6;
  expect(residentSize() - before).toBeLessThan(held / 4);
  model.dispose();
});
