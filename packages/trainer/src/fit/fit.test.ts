import { type FitSpec, fitSchema } from '@sightline/contracts';
import { compileTrainStep, tf, type TrainStep } from '@sightline/engine';
import { arraySource } from '../batches/batches.ts';
import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import type { Step } from '../steps/step.ts';
import { hashWeights, readWeights } from '../steps/weights.ts';
import { compileAndFit } from './compile-and-fit.fixture.ts';
import { fit } from './fit.ts';

/** Points of the plane, in three sectors. */
const points = Array.from({ length: 60 }, (_, index) => [Math.cos(index * 2.4), Math.sin(index * 2.4)] as const);
const data = {
  inputs: { shape: [60, 2], data: Float32Array.from(points.flat()) },
  targets: { shape: [60], data: Int32Array.from(points, ([x, y]) => (x > 0.5 ? 0 : y > 0 ? 1 : 2)) },
};

const initial = (seed: number) => tf.initializers.glorotUniform({ seed });
const network = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ name: 'hidden', inputShape: [2], units: 8, activation: 'tanh', kernelInitializer: initial(1) }),
      tf.layers.dense({ name: 'classes', units: 3, activation: 'softmax', kernelInitializer: initial(2) }),
    ],
  });

const classifier = { loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] } as const;

const specOf = (optimizer: object): FitSpec =>
  fitSchema.parse({ epochs: 4, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.05, ...optimizer } });

/** Checkpoints in memory, all of them. */
function remembered() {
  const saved: Checkpoint[] = [];
  const checkpoints = {
    save: async (checkpoint: Checkpoint) => void saved.push({ ...checkpoint, history: [...checkpoint.history] }),
    load: async () => undefined,
    remove: async () => undefined,
  };
  return { saved, checkpoints };
}

/** A step that trains two networks, the second one at twice the learning rate. */
function twoNetworks() {
  const models = [network(), network()];
  const compiled = models.map((model) => compileTrainStep({ model, ...classifier, optimizer: 'adam' }));
  const [first, second] = compiled as [TrainStep, TrainStep];
  const step: Step = {
    mode: 'compiled',
    precision: 'float32',
    optimizer: first.optimizer,
    get step() {
      return first.step;
    },
    set step(count) {
      for (const each of compiled) each.step = count;
    },
    async train(batch, { learningRate }) {
      await second.train(batch, { learningRate: 2 * learningRate });
      return first.train(batch, { learningRate });
    },
    evaluate: (batch, weights) => first.evaluate(batch, weights),
    totals: () => first.totals(),
    read: () =>
      new Map(compiled.flatMap((each, at) => [...each.read()].map(([name, values]) => [`${at} ${name}`, values]))),
    write(state) {
      for (const [at, each] of compiled.entries()) {
        const own = [...state].filter(([name]) => name.startsWith(`${at} `));
        each.write(new Map(own.map(([name, values]) => [name.slice(2), values])));
      }
    },
    updateModel(weights) {
      for (const each of compiled) each.updateModel(weights);
    },
  };
  return { model: { weights: models.flatMap(({ weights }) => weights) }, step };
}

describe('fit', () => {
  afterEach(() => tf.disposeVariables());

  it('validates and keeps the moving averages of the weights where the optimizer has them', async () => {
    const { saved, checkpoints } = remembered();
    const model = network();
    const source = arraySource(data);
    const { history, bestEpoch } = await compileAndFit({
      model,
      ...classifier,
      training: source,
      validation: source,
      spec: specOf({ emaMomentum: 0.95 }),
      seed: 1,
      checkpoints,
    });
    const averagesAfter = (epoch: number) =>
      model.weights.map(({ originalName }) => saved[epoch - 1]?.state.get(`${originalName}/ema`));
    expect(readWeights(model)).toEqual(averagesAfter(bestEpoch));

    const step = compileTrainStep({ model, loss: 'sparseCategoricalCrossentropy', optimizer: { kind: 'sgd' } });
    const { loss } = await step.evaluate(data);
    expect(history[bestEpoch - 1]?.validation?.['loss']).toBeCloseTo(loss, 5);
    step.dispose();
  });

  it('trains the same weights whether or not it averages them', async () => {
    const states = [];
    for (const optimizer of [{}, { emaMomentum: 0.95 }]) {
      const { saved, checkpoints } = remembered();
      await compileAndFit({
        model: network(),
        ...classifier,
        training: arraySource(data),
        spec: specOf(optimizer),
        seed: 1,
        checkpoints,
      });
      states.push(saved.at(-1)?.state.get('hidden/kernel'));
    }
    expect(states[0]).toEqual(states[1]);
  });

  it('prints and returns the metrics asked for, of several outputs too', async () => {
    const input = tf.input({ shape: [2] });
    const head = (name: string, units: number, activation: 'softmax' | 'linear') =>
      tf.layers.dense({ name, units, activation, kernelInitializer: initial(units) }).apply(input) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: [head('sector', 3, 'softmax'), head('height', 1, 'linear')] });
    const source = arraySource({
      inputs: [data.inputs],
      targets: { sector: data.targets, height: { shape: [60], data: Float32Array.from(points, ([, y]) => 3 * y) } },
      weights: { shape: [60], data: Float32Array.from(points, ([x]) => (x > 0 ? 1 : 0)) },
    });
    const lines: string[] = [];
    const { history, bestEpoch } = await compileAndFit({
      model,
      outputs: {
        sector: { loss: 'sparseCategoricalCrossentropy', metrics: [{ kind: 'topKCategoricalAccuracy', k: 2 }] },
        height: { loss: 'meanSquaredError', lossWeight: 0.5, weightedMetrics: ['r2Score'] },
      },
      training: source,
      validation: source,
      spec: { ...specOf({}), epochs: 40 },
      seed: 1,
      context: { logger: { info: (line) => lines.push(line), warn: () => undefined } },
    });
    const last = history.at(-1);
    const names = ['loss', 'sector_loss', 'sector_topKCategoricalAccuracy', 'height_loss', 'height_r2Score'];
    expect(Object.keys(last?.training ?? {})).toEqual(names);
    expect(Object.keys(last?.validation ?? {})).toEqual(names);
    expect(last?.validation?.['height_r2Score']).toBeGreaterThan(0.9);
    expect(bestEpoch).toBe(40);
    expect(lines.at(-1)).toMatch(
      /^Epoch 40\/40 - loss: .* - height_r2Score: .* - val loss: .* - val height_r2Score: 0\.9/,
    );
  });

  it('leaves the weights of the last epoch in the model where the best are not wanted', async () => {
    const { saved, checkpoints } = remembered();
    const model = network();
    const spec = { ...specOf({ learningRate: 3 }), restoreBestWeights: false };
    const training = arraySource(data);
    const { bestEpoch } = await compileAndFit({ model, ...classifier, training, spec, seed: 1, checkpoints });
    expect(bestEpoch).toBeLessThan(4);
    expect(readWeights(model)).toEqual(model.weights.map(({ originalName }) => saved[3]?.state.get(originalName)));
  });

  it('fills in the defaults of its spec, and refuses what it does not read', async () => {
    const model = network();
    const step = compileTrainStep({ model, ...classifier, optimizer: 'sgd' });
    const options = { step, training: arraySource(data), spec: { epochs: 1 } };
    const { history } = await fit(model, options);
    expect(history[0]?.learningRate).toBe(0.01);
    const misplaced = { ...options, batchSize: 8 };
    await expect(fit(model, misplaced)).rejects.toThrow(/^fit received the unknown option batchSize\./);
    const ofStep = { ...options, spec: { epochs: 1, optimizer: 'adam' } };
    await expect(fit(model, ofStep)).rejects.toThrow(/optimizer: moved\. Write it where the step is made/);
    step.dispose();
  });

  it('trains by a step of one’s own, here of two networks at once, and continues it to the same bytes', async () => {
    const training = arraySource(data);
    const whole = twoNetworks();
    await fit(whole.model, { step: whole.step, training, spec: { epochs: 4, batchSize: 16 } });

    const { saved, checkpoints } = remembered();
    const begun = twoNetworks();
    await fit(begun.model, { step: begun.step, training, spec: { epochs: 2, batchSize: 16 }, checkpoints });
    const continued = twoNetworks();
    const load = async () => saved.at(-1);
    await fit(continued.model, {
      step: continued.step,
      training,
      spec: { epochs: 4, batchSize: 16 },
      checkpoints: { ...checkpoints, load },
    });
    expect(hashWeights(readWeights(continued.model))).toBe(hashWeights(readWeights(whole.model)));
    expect(hashWeights(readWeights(begun.model))).not.toBe(hashWeights(readWeights(whole.model)));
  });

  it('names the sample whose class does not exist', async () => {
    const classes = data.targets.data.map((target, index) => (index === 17 ? 3 : target));
    const training = arraySource({ ...data, targets: { shape: [60], data: classes } });
    const options = { model: network(), ...classifier, seed: 1, spec: { epochs: 1, batchSize: 16 } };
    const refused =
      /targets of classes: received 3 in row \d+ \(sample 17\), which is not a class. Allowed: .* from 0 to 2/;
    await expect(compileAndFit({ ...options, training })).rejects.toThrow(refused);
    await expect(compileAndFit({ ...options, training: arraySource(data), validation: training })).rejects.toThrow(
      refused,
    );
  });

  it('refuses early stopping on what is not measured', async () => {
    const source = arraySource(data);
    const settings = { model: network(), loss: classifier.loss, training: source, seed: 1 };
    const watching = (monitor: string): FitSpec => fitSchema.parse({ epochs: 2, earlyStopping: { monitor } });
    await expect(compileAndFit({ ...settings, spec: watching('validationLoss') })).rejects.toMatchObject({
      code: 'trainer/invalid-options',
      message: expect.stringMatching(/watches validationLoss, which is not measured/),
    });
    await expect(compileAndFit({ ...settings, validation: source, spec: watching('validationLos') })).rejects.toThrow(
      /watches validationLos, which is not measured\. Did you mean "validationLoss"\? Measured: validationLoss;/,
    );
    const own = { ...settings, metrics: { mine: 'accuracy' as const }, validation: source };
    await expect(compileAndFit({ ...own, spec: watching('validationMine') })).rejects.toThrow(
      /whether higher or lower values are better is not known\. Set better: .*, or watch one of validationLoss\./,
    );
    const earlyStopping = { monitor: 'validationMine', better: 'higher' } as const;
    const { history, bestEpoch } = await compileAndFit({ ...own, spec: { epochs: 2, earlyStopping } });
    const values = history.map(({ validation }) => validation?.['mine'] as number);
    expect(values[bestEpoch - 1]).toBe(Math.max(...values));
  });

  it('trains eagerly only where asked to, and says so', async () => {
    class Peeking extends tf.layers.Layer {
      static className = 'Peeking';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const [input] = [inputs].flat() as [tf.Tensor];
        return input.div(input.abs().max().dataSync()[0] as number);
      }
    }
    const peeking = () => tf.sequential({ layers: [new Peeking({ name: 'peeking', inputShape: [2] }), network()] });
    const lines: string[] = [];
    const logger = { info: (text: string) => lines.push(text), warn: (text: string) => lines.push(text) };
    const options = { ...classifier, training: arraySource(data), spec: specOf({}), seed: 1, context: { logger } };
    await expect(compileAndFit({ ...options, model: peeking() })).rejects.toThrow(/layer "peeking"/);
    const { mode, history } = await compileAndFit({ ...options, model: peeking(), fallback: 'eager' });
    expect(mode).toBe('eager');
    expect(history[3]?.training['loss']).toBeLessThan(history[0]?.training['loss'] ?? 0);
    expect(lines[0]).toMatch(/layer "peeking".*Training eagerly/);
    expect(lines.at(-1)).toMatch(/^Epoch 4\/4 \(eager\) - loss/);
  });
});
