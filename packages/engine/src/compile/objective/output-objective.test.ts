import { tf } from '../../tensorflow.ts';
import type { Batch } from './batch.ts';
import { colours, compileFor, floats, inputs, meanOf, oneHead, SAMPLES, sizes, weights } from './objective.fixture.ts';
import type { OutputObjective } from './output-objective.ts';

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

  it('may be those of some classes, as in Keras: the others weigh 1', async () => {
    const model = oneHead(3);
    const losses = [{ 1: 3 }, [1, 3, 1]].map(async (weighing) => {
      const objective = { loss: 'sparseCategoricalCrossentropy', classWeights: weighing } as const;
      return (await train(model, objective, { inputs, targets: colours })).loss;
    });
    const [some, all] = await Promise.all(losses);
    expect(some).toBe(all);
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

  it('are one for each class, of targets with one class per sample', async () => {
    const loss = 'sparseCategoricalCrossentropy';
    expect(() => compileFor(oneHead(3), { loss, classWeights: [1, 2] })).toThrow(/\[1,2\]. Allowed: 3 finite numbers/);
    expect(() => compileFor(oneHead(3), { loss, classWeights: [1, 2, -1] })).toThrow(/from 0/);
    expect(() => compileFor(oneHead(3), { loss, classWeights: { 3: 2 } })).toThrow(/no class 3: they are 0 to 2/);
    expect(() => compileFor(oneHead(3), { loss, classWeights: { red: 2 } as never })).toThrow(/no class red/);
    const single = { loss: 'binaryCrossentropy', classWeights: [1, 2] } as const;
    const probabilities = { inputs, targets: { shape: [SAMPLES], data: Float32Array.of(0, 1, 0, 0.5, 1, 1) } };
    await expect(train(oneHead(1, 'sigmoid'), single, probabilities)).rejects.toThrow(
      /received 0.5 in row 3, which is not a class/,
    );
    const maps = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2, 4], units: 3, activation: 'softmax' })] });
    const batch = { inputs: floats([3, 2, 4], 3), targets: { shape: [3, 2], data: colours.data } };
    await expect(train(maps, { loss, classWeights }, batch)).rejects.toThrow(
      /one class per sample; its targets are \[3, 2\]/,
    );
  });
});

describe('losses and metrics', () => {
  afterEach(() => tf.disposeVariables());

  it('take targets [batch] of an output [batch, 1] for one number per sample', async () => {
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
      /targets are \[6,4\], the predictions \[6,3\].*for meanSquaredError: \[6,3\]/,
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
    expect(() => compileFor(oneHead(3), { loss, metrics: twice })).toThrow(/the same name.*'top 3'/);
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
