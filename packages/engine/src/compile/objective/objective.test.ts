import { tf } from '../../tensorflow.ts';
import { colours, compileFor, floats, inputs, meanOf, SAMPLES, seeded, sizes, weights } from './objective.fixture.ts';

/** One hidden layer, a class and a number. */
function twoHeads(): tf.LayersModel {
  const input = tf.input({ shape: [4] });
  const hidden = tf.layers.dense({ units: 5, activation: 'tanh', kernelInitializer: seeded(1) }).apply(input);
  const head = (name: string, units: number, activation: 'softmax' | 'linear') =>
    tf.layers.dense({ name, units, activation, kernelInitializer: seeded(units) }).apply(hidden) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: [head('colour', 3, 'softmax'), head('size', 1, 'linear')] });
}

describe('several outputs', () => {
  afterEach(() => tf.disposeVariables());

  it('train towards the weighted sum of their losses, as in eager tfjs', async () => {
    const model = twoHeads();
    const step = compileFor(model, {
      outputs: {
        size: { loss: 'meanSquaredError', lossWeight: 0.3, metrics: ['meanAbsoluteError'] },
        colour: {
          loss: { kind: 'sparseCategoricalCrossentropy', labelSmoothing: 0.1 },
          lossWeight: 2,
          metrics: ['accuracy'],
          weightedMetrics: ['accuracy'],
        },
      },
    });
    const before = model.weights.map((weight) => weight.read().dataSync().slice());
    const { loss, metrics } = await step.train({ inputs, targets: { colour: colours, size: sizes }, weights });
    const trained = [...step.read().values()];
    tf.tidy(() => {
      const w = tf.tensor1d(weights.data);
      const smooth = tf
        .oneHot(tf.tensor1d(colours.data, 'int32'), 3)
        .mul(0.9)
        .add(0.1 / 3);
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      let parts: number[] = [];
      const { value, grads } = tf.variableGrads(() => {
        const [colour, size] = model.apply(tf.tensor(inputs.data, [SAMPLES, 4])) as [tf.Tensor, tf.Tensor];
        const ofColour = smooth.mul(colour.log()).sum(-1).neg().mul(w).mean();
        const ofSize = size.squeeze([-1]).sub(tf.tensor1d(sizes.data)).square().mul(w).mean();
        parts = [ofColour, ofSize].map((part) => part.dataSync()[0] as number);
        return ofColour.mul(2).add<tf.Scalar>(ofSize.mul(0.3));
      }, variables);
      expect(loss).toBeCloseTo(value.dataSync()[0] as number, 5);
      expect(metrics).toMatchObject({
        colour_loss: expect.closeTo(parts[0] as number, 5),
        size_loss: expect.closeTo(parts[1] as number, 5),
      });
      variables.forEach((variable, index) => {
        const expected = tf
          .tensor(before[index] as Float32Array)
          .sub((grads[variable.name] as tf.Tensor).flatten().mul(0.1));
        expected.dataSync().forEach((weight, place) => expect(trained[index]?.[place]).toBeCloseTo(weight, 5));
      });
    });
    expect(Object.keys(metrics)).toEqual([
      'size_loss',
      'size_meanAbsoluteError',
      'colour_loss',
      'colour_accuracy',
      'colour_weighted_accuracy',
    ]);
    step.dispose();
  });

  it('of one layer are numbered', async () => {
    const [left, right] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
    const head = tf.layers.dense({ name: 'head', units: 1 });
    const outputs = [head.apply(left), head.apply(right)] as tf.SymbolicTensor[];
    const step = compileFor(tf.model({ inputs: [left, right], outputs }), {
      outputs: { head_1: { loss: 'meanSquaredError' } },
    });
    const { loss } = await step.evaluate({ inputs: [floats([SAMPLES, 4], 9), inputs], targets: sizes });
    const predicted = (head.apply(tf.tensor(inputs.data, [SAMPLES, 4])) as tf.Tensor).dataSync();
    const squares = Array.from(predicted, (value, index) => (value - (sizes.data[index] as number)) ** 2);
    expect(loss).toBeCloseTo(meanOf(squares), 5);
    step.dispose();
  });

  it('have separate class weights', async () => {
    const classWeights = [1, 4, 0.5];
    const lossesOf = async (weighted: { classWeights?: number[] }, factors: number[]) => {
      const colour = { loss: 'sparseCategoricalCrossentropy', ...weighted } as const;
      const step = compileFor(twoHeads(), { outputs: { colour, size: { loss: 'meanSquaredError' } } });
      const weighed = { shape: [SAMPLES], data: Float32Array.from(factors) };
      const { metrics } = await step.train({ inputs, targets: { colour: colours, size: sizes }, weights: weighed });
      step.dispose();
      return metrics;
    };
    const alike = Array.from({ length: SAMPLES }, () => 1);
    const byClass = await lossesOf({ classWeights }, alike);
    const bySample = await lossesOf(
      {},
      Array.from(colours.data, (colour) => classWeights[colour] as number),
    );
    expect(byClass.colour_loss).toBeCloseTo(bySample.colour_loss as number, 6);
    expect(byClass.size_loss).toBeCloseTo((await lossesOf({}, alike)).size_loss as number, 6);
  });

  it('may be left aside: what only they use is not trained', async () => {
    const step = compileFor(twoHeads(), {
      outputs: { colour: { loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] } },
    });
    const before = step.read();
    const { metrics } = await step.train({ inputs, targets: colours });
    expect(Object.keys(metrics)).toEqual(['colour_loss', 'colour_accuracy']);
    const after = step.read();
    expect(after.get('size/kernel')).toEqual(before.get('size/kernel'));
    expect(after.get('colour/kernel')).not.toEqual(before.get('colour/kernel'));
    step.dispose();
  });

  it('need a loss each, of an output that exists, and targets by their names', async () => {
    const loss = 'sparseCategoricalCrossentropy';
    expect(() => compileFor(twoHeads(), { loss })).toThrow(/2 outputs.*outputs: { colour: { loss: … }, size:/);
    expect(() => compileFor(twoHeads(), { outputs: { color: { loss } } })).toThrow(
      /no output color; it has colour, size/,
    );
    const step = compileFor(twoHeads(), { outputs: { colour: { loss }, size: { loss: 'huber' } } });
    await expect(step.evaluate({ inputs, targets: { colour: colours } })).rejects.toThrow(/no targets for size/);
    await expect(step.evaluate({ inputs, targets: colours })).rejects.toThrow(/no targets for colour/);
    step.dispose();
  });
});
