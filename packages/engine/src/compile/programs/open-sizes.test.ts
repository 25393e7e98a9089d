import { tf } from '../../tensorflow.ts';
import { compilePredict } from '../compile-predict.ts';
import { compileTrainStep, type TrainStep } from '../compile-train-step.ts';
import { CASES, chain, conv, dense, floats } from './open-sizes.fixture.ts';

const { layers } = tf;

afterEach(() => tf.disposeVariables());

describe.each(Object.entries(CASES))('%s', (_, { open, sizes, stack, targets }) => {
  const compiled = (model: tf.LayersModel): TrainStep =>
    compileTrainStep({
      model,
      loss: 'meanSquaredError',
      metrics: ['meanAbsoluteError'],
      optimizer: { kind: 'sgd', learningRate: 0.05 },
    });
  const shapeOf = (own: number[], batch: number) => {
    const rest = [...own];
    return [batch, ...open.map((size) => size ?? (rest.shift() as number))];
  };

  it('train and evaluate by one program as by one for each size', async () => {
    const model = chain(open, stack);
    const step = compiled(model);
    const programs = new Set<object>();
    for (const [index, own] of sizes.entries()) {
      const shape = shapeOf(own, 2 + index);
      const batch = { inputs: floats(shape, index), targets: floats(targets(shape), 7) };
      step.updateModel();
      const fixed = chain(shape.slice(1), stack);
      fixed.setWeights(model.getWeights());
      const alone = compiled(fixed);
      alone.step = step.step;
      const [result, expected] = [await step.train(batch), await alone.train(batch)];
      expect(result.loss).toBeCloseTo(expected.loss, 5);
      expect(result.metrics.meanAbsoluteError).toBeCloseTo(expected.metrics.meanAbsoluteError as number, 5);
      const evaluated = [await step.evaluate(batch), await alone.evaluate(batch)];
      expect(evaluated[0]?.loss).toBeCloseTo(evaluated[1]?.loss as number, 5);
      const [after, others] = [[...step.read().values()], [...alone.read().values()]];
      after.forEach((values, weight) =>
        values.forEach((value, place) => expect(value).toBeCloseTo(others[weight]?.[place] as number, 4)),
      );
      programs.add(step.program(batch));
      alone.dispose();
    }
    expect(programs.size).toBe(1);
    step.dispose();
  });

  it('predict by one program as eager tfjs does', () => {
    const model = chain(open, stack);
    const predictor = compilePredict(model);
    const programs = sizes.map((own, index) => {
      const inputs = floats(shapeOf(own, 1 + 2 * index), index);
      const [answer] = predictor.predict(inputs);
      const expected = model.predict(tf.tensor(inputs.data, [...inputs.shape])) as tf.Tensor;
      expect(answer?.shape).toEqual(expected.shape);
      const values = expected.dataSync<'float32'>();
      answer?.data.forEach((value, place) => expect(value).toBeCloseTo(values[place] as number, 5));
      return predictor.program(inputs);
    });
    expect(new Set(programs).size).toBe(1);
    predictor.dispose();
  });
});

it('weights of time steps follow the length', async () => {
  const model = chain([null, 3], () => [dense(1)]);
  const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd' } });
  for (const time of [4, 7]) {
    const batch = { inputs: floats([2, time, 3], 1), targets: floats([2, time, 1], 2) };
    const ones = { shape: [2, time], data: new Float32Array(2 * time).fill(1) };
    const twos = { shape: [2, time], data: new Float32Array(2 * time).fill(2) };
    const [once, twice] = [
      await step.evaluate({ ...batch, weights: ones }),
      await step.evaluate({ ...batch, weights: twos }),
    ];
    expect(once.loss).toBeCloseTo((await step.evaluate(batch)).loss, 6);
    expect(twice.loss).toBeCloseTo(2 * once.loss, 5);
  }
  step.dispose();
});

it('a model that computes otherwise for other sizes has a program for each', async () => {
  class Halves extends tf.layers.Layer {
    static className = 'Halves';
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const [x] = [inputs].flat() as [tf.Tensor];
      return tf.addN(tf.unstack(x, 1));
    }
    override computeOutputShape(): tf.Shape {
      return [null, 3];
    }
  }
  const predictor = compilePredict(chain([null, 3], () => [new Halves({})]));
  const sums = [2, 5].map((time) => {
    const ones = { shape: [1, time, 3], data: new Float32Array(3 * time).fill(1) };
    return predictor.predict(ones)[0]?.data;
  });
  expect(sums).toEqual([new Float32Array(3).fill(2), new Float32Array(3).fill(5)]);
  predictor.dispose();
});

it('names the layer that cannot take a size', async () => {
  const model = chain([null, null, 3], () => [
    conv(4, { name: 'wide', kernelSize: 5 }),
    layers.globalAveragePooling2d({}),
    dense(2),
  ]);
  const predictor = compilePredict(model);
  expect(() => predictor.predict(floats([1, 3, 9, 3], 1))).toThrow(
    /^Conv2D \(in layer "wide" of class Conv2D.*float32\[1,3,9,3\]/,
  );
  await expect(predictor.predictAsync(floats([1, 3, 9, 3], 1))).rejects.toThrow(/layer "wide"/);
  predictor.dispose();
  const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd' } });
  const small = { inputs: floats([2, 9, 3, 3], 1), targets: floats([2, 2], 1) };
  await expect(step.train(small)).rejects.toThrow(/layer "wide"/);
  step.dispose();
});

it('says of a wrong batch what is said where sizes are fixed', async () => {
  const batch = { inputs: floats([2, 6, 3], 1), targets: floats([2, 5, 2], 2) };
  const messages = [null, 6].map(async (time) => {
    const model = chain([time, 3], () => [dense(2, { name: 'head' })]);
    const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd' } });
    const error = await step.train(batch).catch((each: Error) => each.message.replaceAll(/ \(node \d+\)/g, ''));
    step.dispose();
    return error;
  });
  const [open, fixed] = await Promise.all(messages);
  expect(typeof open).toBe('string');
  expect(open).toBe(fixed);
});
