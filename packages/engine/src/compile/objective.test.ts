import { tf } from '../tensorflow.ts';
import type { Batch } from './batch.ts';
import { compileTrainStep, type TrainStep } from './compile-train-step.ts';
import type { ObjectiveOptions } from './objective.ts';
import type { OutputObjective } from './output-objective.ts';

const SAMPLES = 6;
const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
const floats = (shape: number[], seed: number) => ({
  shape,
  data: tf.tidy(() => tf.randomUniform(shape, -1, 1, 'float32', seed).dataSync<'float32'>()),
});
const inputs = floats([SAMPLES, 4], 1);
const weights = { shape: [SAMPLES], data: Float32Array.of(0, 0.5, 1, 1, 2, 3) };
const colours = { shape: [SAMPLES], data: Int32Array.of(0, 1, 2, 0, 1, 1) };
const sizes = floats([SAMPLES], 2);

/** One hidden layer, a class and a number. */
function twoHeads(): tf.LayersModel {
  const input = tf.input({ shape: [4] });
  const hidden = tf.layers.dense({ units: 5, activation: 'tanh', kernelInitializer: seeded(1) }).apply(input);
  const head = (name: string, units: number, activation: 'softmax' | 'linear') =>
    tf.layers.dense({ name, units, activation, kernelInitializer: seeded(units) }).apply(hidden) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: [head('colour', 3, 'softmax'), head('size', 1, 'linear')] });
}

function oneHead(units: number, activation: 'softmax' | 'sigmoid' | 'linear' = 'softmax'): tf.LayersModel {
  return tf.sequential({
    layers: [tf.layers.dense({ name: 'colour', inputShape: [4], units, activation, kernelInitializer: seeded(units) })],
  });
}

const compileFor = (model: tf.LayersModel, objective: ObjectiveOptions): TrainStep =>
  compileTrainStep({ model, optimizer: { kind: 'sgd', learningRate: 0.1 }, ...objective });

const meanOf = (values: readonly number[], factors: readonly number[] = []): number =>
  values.reduce((sum, value, index) => sum + value * (factors[index] ?? 1), 0) / values.length;

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
    await expect(step.evaluate({ inputs, targets: { colour: colours } })).rejects.toThrow(/no targets of size/);
    await expect(step.evaluate({ inputs, targets: colours })).rejects.toThrow(/no targets of colour/);
    step.dispose();
  });
});

describe('class weights', () => {
  afterEach(() => tf.disposeVariables());
  const classWeights = [1, 4, 0.5];
  const factors = Array.from(
    colours.data,
    (colour, index) => (classWeights[colour] as number) * (weights.data[index] as number),
  );
  const oneHot = tf.tidy(() =>
    tf.oneHot(tf.tensor1d(colours.data, 'int32'), 3).toFloat().dataSync<'float32'>().slice(),
  );
  const train = async (model: tf.LayersModel, objective: OutputObjective, batch: Batch) => {
    const step = compileFor(model, objective);
    const { loss, metrics } = await step.train(batch, { learningRate: 0 });
    const evaluated = await step.evaluate(batch);
    step.dispose();
    return { loss, metrics, evaluated };
  };

  it.each([
    ['sparseCategoricalCrossentropy', colours],
    ['categoricalCrossentropy', { shape: [SAMPLES, 3], data: oneHot }],
  ] as const)('multiply the sample weights, in the %s and in weighted metrics', async (loss, targets) => {
    const model = oneHead(3);
    const figure = (_: tf.Tensor, predictions: tf.Tensor) => predictions.max(-1);
    const { losses, figures } = tf.tidy(() => {
      const probabilities = model.predict(tf.tensor(inputs.data, [SAMPLES, 4])) as tf.Tensor2D;
      return {
        losses: probabilities
          .mul(tf.tensor2d(oneHot, [SAMPLES, 3]))
          .sum(-1)
          .log()
          .neg()
          .arraySync() as number[],
        figures: probabilities.max(-1).arraySync() as number[],
      };
    });
    const objective = { loss, classWeights, metrics: { figure }, weightedMetrics: { figure } };
    const result = await train(model, objective, { inputs, targets, weights });
    expect(result.loss).toBeCloseTo(meanOf(losses, factors), 5);
    expect(result.metrics.figure).toBeCloseTo(meanOf(figures), 5);
    expect(result.metrics.weighted_figure).toBeCloseTo(meanOf(figures, factors) / meanOf(factors), 5);
    // Not of evaluation.
    const ofSamples = Array.from(weights.data);
    expect(result.evaluated.loss).toBeCloseTo(meanOf(losses, ofSamples), 5);
    expect(result.evaluated.metrics.weighted_figure).toBeCloseTo(meanOf(figures, ofSamples) / meanOf(ofSamples), 5);
  });

  it('tell the two classes of a single output apart', async () => {
    const model = oneHead(1, 'sigmoid');
    const targets = { shape: [SAMPLES], data: Int32Array.of(0, 1, 1, 0, 1, 0) };
    const predicted = (model.predict(tf.tensor(inputs.data, [SAMPLES, 4])) as tf.Tensor).dataSync();
    const losses = Array.from(predicted, (p, index) => -Math.log(targets.data[index] === 1 ? p : 1 - p));
    const { loss } = await train(model, { loss: 'binaryCrossentropy', classWeights: [1, 3] }, { inputs, targets });
    expect(loss).toBeCloseTo(
      meanOf(
        losses,
        Array.from(targets.data, (target) => 1 + 2 * target),
      ),
      5,
    );
  });

  it('are one for each class, of targets with one class a sample', async () => {
    const loss = 'sparseCategoricalCrossentropy';
    expect(() => compileFor(oneHead(3), { loss, classWeights: [1, 2] })).toThrow(/\[1, 2\]. Allowed: 3 finite numbers/);
    expect(() => compileFor(oneHead(3), { loss, classWeights: [1, 2, -1] })).toThrow(/from 0/);
    const maps = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2, 4], units: 3, activation: 'softmax' })] });
    const batch = { inputs: floats([3, 2, 4], 3), targets: { shape: [3, 2], data: colours.data } };
    await expect(train(maps, { loss, classWeights }, batch)).rejects.toThrow(
      /one class a sample; its targets are \[3, 2\]/,
    );
  });
});

describe('losses and metrics', () => {
  afterEach(() => tf.disposeVariables());

  it('take targets [batch] of an output [batch, 1] for one number a sample', async () => {
    const model = oneHead(1, 'linear');
    const predicted = (model.predict(tf.tensor(inputs.data, [SAMPLES, 4])) as tf.Tensor).dataSync();
    const squares = Array.from(predicted, (value, index) => (value - (sizes.data[index] as number)) ** 2);
    const step = compileFor(model, { loss: 'meanSquaredError', metrics: ['rootMeanSquaredError', 'meanSquaredError'] });
    const { loss, metrics } = await step.evaluate({ inputs, targets: sizes });
    expect(loss).toBeCloseTo(meanOf(squares), 5);
    expect(metrics.meanSquaredError).toBeCloseTo(meanOf(squares), 5);
    expect(metrics.rootMeanSquaredError).toBeCloseTo(Math.sqrt(meanOf(squares)), 5);
    step.dispose();
  });

  it('refuse targets of another shape, and classes that do not exist', async () => {
    const step = compileFor(oneHead(3), { loss: 'meanSquaredError' });
    const wide = { inputs, targets: floats([SAMPLES, 4], 1) };
    await expect(step.evaluate(wide)).rejects.toThrow(
      /targets are \[6,4\], the predictions \[6,3\].*class indices \[6\]/,
    );
    step.dispose();
    const beyond = compileFor(oneHead(3), {
      loss: 'sparseCategoricalCrossentropy',
      metrics: [{ kind: 'precision', classId: 3 }],
    });
    await expect(beyond.evaluate({ inputs, targets: colours })).rejects.toThrow(/class 3. The output has 3 classes/);
    beyond.dispose();
  });

  it('may be of one’s own: a figure of each sample, or sums and what they make', async () => {
    const step = compileFor(oneHead(3), {
      loss: 'sparseCategoricalCrossentropy',
      metrics: {
        confidence: (_, predictions) => predictions.max(-1),
        'largest class': {
          sums: ({ targets }) => ({ counts: tf.oneHot(targets.toInt(), 3).toFloat().sum(0) }),
          result: ({ counts = [] }) => Math.max(...Array.from(counts)),
        },
        'top 2': { kind: 'topKCategoricalAccuracy', k: 2 },
      },
    });
    const totals = step.totals();
    totals.add(await step.evaluate({ inputs, targets: colours }));
    totals.add(await step.evaluate({ inputs, targets: colours }));
    expect(totals.samples).toBe(12);
    expect(totals.metrics).toEqual({
      confidence: expect.any(Number),
      'largest class': 6,
      'top 2': expect.any(Number),
    });
    step.dispose();
  });

  it('have one name each, and are known', () => {
    const loss = 'sparseCategoricalCrossentropy';
    const twice = [{ kind: 'topKCategoricalAccuracy', k: 1 }, 'topKCategoricalAccuracy'] as const;
    expect(() => compileFor(oneHead(3), { loss, metrics: twice })).toThrow(/one name.*'top 3'/);
    expect(() => compileFor(oneHead(3), { loss, metrics: ['acuracy' as never] })).toThrow(/accuracy/);
  });

  it('cost little: accuracy adds five operations to the step', () => {
    const operations = (metrics: readonly 'accuracy'[]): string[] => {
      const step = compileFor(oneHead(3), { loss: 'sparseCategoricalCrossentropy', metrics });
      const ops = step.program({ inputs, targets: colours }).nodes.map(({ op }) => op);
      step.dispose();
      return ops;
    };
    const added = operations(['accuracy']);
    for (const op of operations([])) added.splice(added.indexOf(op), 1);
    expect(added.toSorted()).toEqual(['ArgMax', 'Cast', 'Equal', 'Softmax', 'Sum']);
  });
});
