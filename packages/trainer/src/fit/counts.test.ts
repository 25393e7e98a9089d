import { fitSchema } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import type { BatchSource } from '../batches/batch-source.ts';
import { arraySource } from '../batches/batches.ts';
import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { hashWeights, readWeights } from '../steps/weights.ts';
import { compileAndFit } from './compile-and-fit.fixture.ts';

const COUNT = 30;
const rows = Array.from({ length: COUNT }, (_, index) => index);
const inputs = { shape: [COUNT, 5], data: Float32Array.from({ length: COUNT * 5 }, (_, i) => Math.sin(i * 1.7)) };
const targets = { shape: [COUNT], data: Int32Array.from(rows, (index) => (index * index) % 3) };
const source = arraySource({ inputs, targets });

const initial = (seed: number) => tf.initializers.glorotUniform({ seed });
const network = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ name: 'a', inputShape: [5], units: 8, activation: 'relu', kernelInitializer: initial(1) }),
      tf.layers.dropout({ name: 'd', rate: 0.3 }),
      tf.layers.dense({ name: 'b', units: 3, activation: 'softmax', kernelInitializer: initial(2) }),
    ],
  });
const spec = fitSchema.parse({
  epochs: 4,
  batchSize: 10,
  optimizer: { kind: 'adam', learningRate: 0.02 },
  schedule: { kind: 'cosine' },
});

/** Keeps the latest checkpoint in memory. */
function keeper(onSave: (checkpoint: Checkpoint) => void = () => undefined) {
  let kept: Checkpoint | undefined;
  return {
    load: async () => kept && structuredClone(kept),
    save: async (checkpoint: Checkpoint) => {
      kept = structuredClone(checkpoint);
      onSave(checkpoint);
    },
    remove: async () => undefined,
    change(states: Checkpoint['callbacks']) {
      const { callbacks, ...before } = kept as Checkpoint;
      kept = { ...before, callbacks: { ...callbacks, ...states } };
    },
  };
}

const silent = { info: () => undefined, warn: () => undefined };
const settings = { loss: 'sparseCategoricalCrossentropy', seed: 5, spec, context: { logger: silent } } as const;

afterEach(() => tf.disposeVariables());

describe('a source', () => {
  it('of arrays of other lengths is refused before the first step, and by each batch', async () => {
    const training = arraySource({
      inputs: { shape: [6, 2], data: new Float32Array(12) },
      targets: { shape: [3], data: new Int32Array(3) },
    });
    const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 3, activation: 'softmax' })] });
    const refused = {
      code: 'trainer/invalid-options',
      message: expect.stringMatching(/6 samples .* the targets 3\./),
    };
    await expect(compileAndFit({ ...settings, model, training })).rejects.toMatchObject(refused);
    expect(() => training.batch([0], 1)).toThrow(/6 samples .* the targets 3\./);
  });

  it('without samples is refused before the first step', async () => {
    const nothing = arraySource({
      inputs: { shape: [0, 5], data: new Float32Array() },
      targets: { shape: [0], data: new Int32Array() },
    });
    await expect(compileAndFit({ ...settings, model: network(), training: nothing })).rejects.toMatchObject({
      code: 'trainer/empty-source',
      message: expect.stringMatching(/^The training source has 0 samples/),
    });
    await expect(
      compileAndFit({ ...settings, model: network(), training: source, validation: nothing }),
    ).rejects.toMatchObject({
      code: 'trainer/empty-source',
      message: expect.stringMatching(/^The validation source has 0 samples.*leave validation out/),
    });
    const uncounted = { ...source, count: Number.NaN };
    await expect(compileAndFit({ ...settings, model: network(), training: uncounted })).rejects.toThrow(
      /source has NaN samples/,
    );
  });

  it('that gives other samples than asked for is refused', async () => {
    const short: BatchSource = { ...source, batch: (asked, epoch) => source.batch(asked.slice(1), epoch) };
    const slow: BatchSource = { ...source, batch: async (asked, epoch) => short.batch(asked, epoch) };
    for (const training of [short, slow])
      await expect(compileAndFit({ ...settings, model: network(), training })).rejects.toMatchObject({
        code: 'trainer/invalid-options',
        message: expect.stringMatching(/^A batch of 10 samples was asked for; its inputs are \[9, 5\]/),
      });
  });

  it('whose sampler names no sample of it is refused', async () => {
    const options = { ...settings, model: network(), training: source };
    for (const row of [COUNT, -1, 0.5, Number.NaN]) {
      const refused = new RegExp(`order\\(1\\) of the sampler has ${row} at place 1.*0 to 29`);
      await expect(compileAndFit({ ...options, sampler: { order: () => [0, row] } })).rejects.toThrow(refused);
    }
    await expect(compileAndFit({ ...options, sampler: { order: () => [] } })).rejects.toThrow(
      /order\(1\) of the sampler has 0 samples/,
    );
  });

  it('whose sampler does not give as many as announced is refused', async () => {
    let calls = 0;
    const options = { ...settings, model: network(), training: source };
    const changing = { order: () => rows.slice(0, calls++ >= 4 ? 30 : 10) };
    await expect(compileAndFit({ ...options, sampler: changing })).rejects.toThrow(/announced 1 steps/);
    const announced = { order: () => rows, epochSize: () => 60 };
    await expect(compileAndFit({ ...options, sampler: announced })).rejects.toThrow(
      /has 30 samples, 3 steps.*announced 6/,
    );
  });
});

describe('a training on another order than each sample once', () => {
  const orders = {
    longer: () => [...rows, ...rows],
    shorter: () => rows.slice(0, 12),
    'of a different length each epoch': (epoch: number) => rows.slice(0, 5 * epoch),
  };

  it.each(Object.entries(orders))(
    '%s: follows its schedule to the end, and continues to the same bytes',
    async (_, order) => {
      const sampler = { order };
      const whole = network();
      const { history } = await compileAndFit({
        ...settings,
        model: whole,
        training: source,
        sampler,
        checkpoints: keeper(),
      });
      const rates = history.map(({ learningRate }) => learningRate);
      expect(rates).toEqual([...rates].sort((a, b) => b - a));
      expect(rates[2]).toBeGreaterThan(0.0005);
      expect(rates[3]).toBeLessThan(0.004);

      const controller = new AbortController();
      const checkpoints = keeper(({ history: done }) => done.length === 2 && controller.abort(new Error('stopped')));
      const context = { logger: silent, signal: controller.signal };
      const options = { ...settings, training: source, sampler, checkpoints };
      await expect(compileAndFit({ ...options, model: network(), context })).rejects.toThrow('stopped');
      const continued = network();
      await compileAndFit({ ...options, model: continued });
      expect(hashWeights(readWeights(continued))).toBe(hashWeights(readWeights(whole)));
    },
  );
});

describe('what was watched', () => {
  /** Given metrics by epoch, whatever is trained. */
  const watching = (monitor: 'validationLoss' | 'validationAccuracy') => ({
    ...spec,
    epochs: 6,
    earlyStopping: { monitor, patience: 6, minDelta: 0 },
  });

  it('decides which weights are kept', async () => {
    for (const monitor of ['validationLoss', 'validationAccuracy'] as const) {
      const saved: Checkpoint[] = [];
      const model = network();
      const checkpoints = keeper((checkpoint) => saved.push(structuredClone(checkpoint)));
      const { history, bestEpoch } = await compileAndFit({
        ...settings,
        model,
        metrics: ['accuracy'],
        training: source,
        validation: source,
        spec: watching(monitor),
        checkpoints,
      });
      const values = history.map(({ validation }) =>
        monitor === 'validationLoss' ? -(validation?.['loss'] as number) : (validation?.['accuracy'] as number),
      );
      expect(bestEpoch).toBe(values.indexOf(Math.max(...values)) + 1);
      const kept = (saved[bestEpoch - 1] as Checkpoint).callbacks['bestWeights'];
      expect(saved.at(-1)?.callbacks['bestWeights']).toEqual(kept);
      expect(readWeights(model)).toEqual(kept?.arrays);
    }
  });

  it('is an error where it is never a number', async () => {
    const unknown = arraySource({ inputs: { ...inputs, data: new Float32Array(COUNT * 5).fill(3e38) }, targets });
    await expect(
      compileAndFit({ ...settings, model: network(), training: source, validation: unknown }),
    ).rejects.toMatchObject({
      code: 'trainer/diverged',
      message: expect.stringMatching(/^The validation loss was not a number in any of the 4 epochs/),
    });
  });
});

describe('a training that is continued on another engine', () => {
  it('says so, and names both', async () => {
    const warnings: string[] = [];
    const logger = { info: () => undefined, warn: (text: string) => warnings.push(text) };
    const checkpoints = keeper();
    const first = await compileAndFit({
      ...settings,
      model: network(),
      training: source,
      spec: { ...spec, epochs: 2 },
      checkpoints,
    });
    expect(first.engines).toEqual([{ firstEpoch: 1, engine: expect.stringMatching(/ threads, .*float32$/) }]);

    checkpoints.change({
      engineSpans: { values: [{ firstEpoch: 1, engine: 'tensorflow 2.21.0, 64 threads' }], arrays: [] },
    });
    const { engines } = await compileAndFit({
      ...settings,
      model: network(),
      training: source,
      checkpoints,
      context: { logger },
    });
    expect(engines).toEqual([
      { firstEpoch: 1, engine: 'tensorflow 2.21.0, 64 threads' },
      { ...first.engines[0], firstEpoch: 3 },
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/began on another engine: tensorflow 2\.21\.0, 64 threads; now tensorflow/),
    ]);

    warnings.length = 0;
    await compileAndFit({ ...settings, model: network(), training: source, checkpoints, context: { logger } });
    expect(warnings).toEqual([]);
  });
});
