import { gru } from '../../layers/recurrent/gru.ts';
import { seeded } from '../../layers/contract/case.fixture.ts';
import { tf } from '../../tensorflow.ts';
import type { Batch } from '../objective/batch.ts';
import { compilePredict } from '../compile-predict.ts';
import { compileTrainStep, type TrainStep } from '../compile-train-step.ts';
import type { TrainStepOptions } from '../options.ts';

const { layers } = tf;

afterEach(() => tf.disposeVariables());

type Stack = () => tf.layers.Layer[];
/** Named, for dropout is drawn by the layer's name. */
const base = {
  name: 'recurrent',
  units: 4,
  kernelInitializer: seeded(1),
  recurrentInitializer: seeded(2),
  biasInitializer: seeded(3),
};
const whole = { returnSequences: true };
const lstm = (settings: object = {}) => layers.lstm({ ...base, ...settings });
const dense = () => layers.dense({ units: 2, kernelInitializer: seeded(4) });
const embedding = () =>
  layers.embedding({ inputDim: 6, outputDim: 3, maskZero: true, embeddingsInitializer: seeded(5) });

const CASES: Readonly<Record<string, { stack: Stack; ofTokens?: boolean; options?: Partial<TrainStepOptions> }>> = {
  'LSTM, an answer for each step': { stack: () => [lstm(whole), dense()] },
  'LSTM and GRU, backwards': {
    stack: () => [lstm({ ...whole, goBackwards: true }), gru({ ...base, name: 'second' }), dense()],
  },
  'simple RNN of softsign': { stack: () => [layers.simpleRNN({ ...base, activation: 'softsign' }), dense()] },
  'stacked cells with dropout': {
    stack: () => [
      layers.rnn({
        name: 'stack',
        cell: [layers.gruCell({ ...base, dropout: 0.3 }), layers.lstmCell({ ...base, recurrentDropout: 0.3 })],
      }),
      dense(),
    ],
  },
  'GRU over tokens of which 0 is masked, an answer for each step': {
    stack: () => [embedding(), gru({ ...base, ...whole }), dense()],
    ofTokens: true,
  },
  'LSTM in mixed_bfloat16': { stack: () => [lstm(whole), dense()], options: { precision: 'mixed_bfloat16' } },
};

function chain(shape: (number | null)[], stack: Stack): tf.LayersModel {
  const input = tf.input({ shape });
  const output = stack().reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

function floats(shape: number[], seed: number) {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length: size }, (_, index) => Math.sin(seed + index * 1.7)) };
}

const compiled = (model: tf.LayersModel, options: Partial<TrainStepOptions> = {}): TrainStep =>
  compileTrainStep({
    model,
    loss: 'meanSquaredError',
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    warn: () => undefined,
    ...options,
  });

describe.each(Object.entries(CASES))('%s', (_, { stack, ofTokens = false, options }) => {
  const features = ofTokens ? [] : [3];
  const batchOf = (model: tf.LayersModel, [size, time]: [number, number]): Batch => {
    const inputs = floats([size, time, ...features], time);
    if (ofTokens) inputs.data = inputs.data.map((value) => Math.floor((value + 1) * 2.9));
    const perStep = model.outputs[0]?.shape.length === 3;
    return { inputs, targets: floats(perStep ? [size, time, 2] : [size, 2], 7) };
  };
  const tolerance = options?.precision ? 2 : 4;

  it('trains, evaluates and predicts in one program as in one for each length', async () => {
    const model = chain([null, ...features], stack);
    const step = compiled(model, options);
    const programs = new Set<object>();
    for (const size of [
      [2, 5],
      [3, 9],
      [2, 1],
    ] as [number, number][]) {
      const batch = batchOf(model, size);
      step.updateModel();
      const fixed = chain([size[1], ...features], stack);
      fixed.setWeights(model.getWeights());
      const alone = compiled(fixed, options);
      const [evaluated, expected] = [await step.evaluate(batch), await alone.evaluate(batch)];
      expect(evaluated.loss).toBeCloseTo(expected.loss, tolerance);
      alone.step = step.step;
      const [trained, others] = [await step.train(batch), await alone.train(batch)];
      expect(trained.loss).toBeCloseTo(others.loss, tolerance);
      const [after, afterAlone] = [[...step.read().values()], [...alone.read().values()]];
      after.forEach((values, weight) =>
        values.forEach((value, place) => expect(value).toBeCloseTo(afterAlone[weight]?.[place] as number, tolerance)),
      );
      const predictor = compilePredict(model);
      const [answer] = predictor.predict(batch.inputs as never);
      const { shape, data } = batch.inputs as ReturnType<typeof floats>;
      const other = model.predict(tf.tensor(data, shape)) as tf.Tensor;
      expect(answer?.shape).toEqual(other.shape);
      other.dataSync().forEach((value, place) => expect(answer?.data[place]).toBeCloseTo(value, 5));
      programs.add(step.program(batch));
      for (const each of [alone, predictor]) each.dispose();
    }
    expect(programs.size).toBe(1);
    step.dispose();
  });
});

it('a program of open length has loops; one of a fixed length has none', () => {
  const operations = (shape: (number | null)[]): string[] => {
    const step = compiled(chain(shape, () => [lstm(), dense()]));
    const { nodes } = step.program({ inputs: floats([2, 6, 3], 1), targets: floats([2, 2], 2) });
    step.dispose();
    return nodes.map(({ op }) => op);
  };
  expect(operations([null, 3]).filter((op) => op === 'Scan')).toHaveLength(2);
  expect(operations([6, 3])).not.toContain('Scan');
});

it('many lengths take no additional memory', async () => {
  const model = chain([null, 3], () => [lstm(), dense()]);
  const step = compiled(model);
  const tensors = () => tf.memory().numTensors;
  const train = async (time: number) => {
    const batch = { inputs: floats([2, time, 3], 1), targets: floats([2, 2], 2) };
    await step.train(batch);
    return step.program(batch);
  };
  const first = await train(1);
  const before = tensors();
  for (let time = 2; time <= 200; time++) expect(await train(time)).toBe(first);
  expect(tensors()).toBe(before);
  step.dispose();
});
