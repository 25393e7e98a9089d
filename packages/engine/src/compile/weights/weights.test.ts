import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LossOptions, MetricOptions } from '@sightline/contracts';
import type { HostTensor } from '../../host/host-tensor.ts';
import { tf } from '../../tensorflow.ts';
import type { Batch } from '../objective/batch.ts';
import { compileFor, floats, seeded } from '../objective/objective.fixture.ts';

const KINDS = ['samples', 'positions'] as const;
type Kind = (typeof KINDS)[number];
type Named = Readonly<Record<string, number>>;

/** Losses and metrics of Keras, by tools/oracles/weights.py. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/weights.json'), 'utf8')) as {
  batches: number[];
  data: Record<string, Record<'targets' | 'predictions' | Kind, tf.TensorLike>>;
  losses: ({ loss: LossOptions; data: string } & Record<Kind, number>)[];
  metrics: Record<string, Record<Kind, Named>>;
};

const host = (values: tf.TensorLike): HostTensor<Float32Array> =>
  tf.tidy(() => {
    const tensor = tf.tensor(values, undefined, 'float32');
    return { shape: tensor.shape, data: tensor.dataSync<'float32'>() };
  });

const batchOf = (
  name: string,
  kind: Kind,
): Required<Pick<Batch, 'inputs' | 'targets' | 'weights'>> & { inputs: HostTensor } => {
  const data = golden.data[name] as (typeof golden.data)[string];
  return { inputs: host(data.predictions), targets: host(data.targets), weights: host(data[kind]) };
};

/** A model whose predictions are its inputs. */
const identity = ({ inputs }: { inputs: HostTensor }): tf.LayersModel =>
  tf.sequential({ layers: [tf.layers.activation({ activation: 'linear', inputShape: inputs.shape.slice(1) })] });

const rowsOf = ({ shape: [count = 0, ...shape], data }: HostTensor, from: number, to: number) => ({
  shape: [to - from, ...shape],
  data: data.slice((from * data.length) / count, (to * data.length) / count) as Float32Array,
});

describe('weights of samples and of positions', () => {
  afterEach(() => tf.disposeVariables());

  const cases = golden.losses.flatMap((each) => KINDS.map((kind) => [each.loss, each.data, kind, each[kind]] as const));
  it.each(cases)('%j of %s, with weights of %s, is that of Keras', async (loss, data, kind, expected) => {
    const batch = batchOf(data, kind);
    const step = compileFor(identity(batch), { loss });
    const { loss: given } = await step.evaluate(batch);
    expect(given).toBeCloseTo(expected, 4);
    const { shape, data: values } = batch.weights as HostTensor<Float32Array>;
    const expanded = { shape: [...shape, 1], data: values };
    expect((await step.evaluate({ ...batch, weights: expanded })).loss).toBe(given);
    step.dispose();
  });

  it.each(Object.keys(golden.metrics).flatMap((data) => KINDS.map((kind) => [data, kind] as const)))(
    'weighted metrics of %s over several batches, by %s, are those of Keras',
    async (data, kind) => {
      const batch = batchOf(data, kind);
      const expected = golden.metrics[data]?.[kind] as Named;
      const metrics = Object.keys(expected).map((name) =>
        name === 'topKCategoricalAccuracy' ? { kind: name, k: 2 } : name,
      ) as MetricOptions[];
      const loss = (_: tf.Tensor, values: tf.Tensor) => values.mean(-1);
      const step = compileFor(identity(batch), { loss, weightedMetrics: metrics });
      const totals = step.totals();
      let start = 0;
      for (const size of golden.batches) {
        const rows = (tensor: HostTensor) => rowsOf(tensor, start, start + size);
        totals.add(
          await step.evaluate({
            inputs: rows(batch.inputs),
            targets: rows(batch.targets as HostTensor),
            weights: rows(batch.weights as HostTensor),
          }),
        );
        start += size;
      }
      for (const [name, value] of Object.entries(expected))
        expect([name, totals.metrics[name]]).toEqual([name, expect.closeTo(value, 4)]);
      step.dispose();
    },
  );

  const steps = (): tf.LayersModel =>
    tf.sequential({
      layers: [
        tf.layers.dense({
          name: 'head',
          inputShape: [3, 2],
          units: 1,
          kernelInitializer: seeded(1),
          activation: 'tanh',
        }),
      ],
    });
  const ones = (...shape: number[]) => ({
    shape,
    data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(1),
  });
  const given = { inputs: floats([4, 3, 2], 1), targets: floats([4, 3, 1], 2) };

  it.each([['compiled'], ['eager'], ['mixed_bfloat16']] as const)('steer what is learnt, %s', async (how) => {
    class Own extends tf.layers.Layer {
      static className = 'Own';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const [input] = [inputs].flat() as [tf.Tensor];
        return input.add(input.dataSync().length - input.size);
      }
    }
    const model = steps();
    if (how === 'eager') (model as tf.Sequential).add(new Own({ name: 'own' }));
    const step = compileFor(model, {
      loss: 'meanSquaredError',
      weightedMetrics: ['meanSquaredError'],
      ...(how === 'eager' && { fallback: 'eager', warn: () => {} }),
      ...(how === 'mixed_bfloat16' && { precision: 'mixed_bfloat16' }),
    } as never);
    expect(step.mode).toBe(how === 'eager' ? 'eager' : 'compiled');
    const late = ones(4, 3);
    for (let place = 0; place < 12; place++) if (place % 3 < 2) late.data[place] = 0;
    const errorOf = (values: ArrayLike<number>, kept: (place: number) => boolean): number => {
      const errors = Array.from(values, (value, place) => (value - (given.targets.data[place] as number)) ** 2);
      return errors.filter((_, place) => kept(place)).reduce((sum, error) => sum + error, 0) / 4;
    };
    const predicted = tf.tidy(() => {
      const input = tf.tensor(given.inputs.data, [4, 3, 2]);
      return (model.predict(input) as tf.Tensor).dataSync();
    });
    const { loss, metrics } = await step.train({ ...given, weights: late });
    const expected = errorOf(predicted, (place) => place % 3 === 2);
    const digits = how === 'mixed_bfloat16' ? 1 : 5;
    expect(loss).toBeCloseTo(expected / 3, digits);
    expect(metrics.meanSquaredError).toBeCloseTo(expected, digits);
    for (let count = 0; count < 60; count++) await step.train({ ...given, weights: late });
    expect((await step.evaluate({ ...given, weights: late })).loss).toBeLessThan(expected / 3);
    step.dispose();
  });

  it('are refused in another shape, of a batch of one too', async () => {
    const step = compileFor(steps(), { loss: 'meanSquaredError' });
    for (const shape of [[4, 2], [3, 3], [3], [1], [4, 3, 2], [1, 4], [12]]) {
      await expect(step.evaluate({ ...given, weights: ones(...shape) })).rejects.toMatchObject({
        code: 'engine/invalid-options',
      });
    }
    await expect(step.evaluate({ ...given, weights: ones(4, 2) })).rejects.toThrow(
      /weights of head are \[4, 2\], its predictions \[4, 3, 1\].*each sample, \[4\].*each position, \[4, 3\]/,
    );
    const alone = { inputs: floats([1, 3, 2], 1), targets: floats([1, 3, 1], 2) };
    await expect(step.evaluate({ ...alone, weights: ones(1, 2) })).rejects.toThrow(/\[1, 2\].*\[1, 3\]/);
    await expect(step.evaluate({ ...alone, weights: ones(3) })).rejects.toThrow(/EngineError|\[3\]|samples/);
    step.dispose();
    const ofSamples = compileFor(steps(), { loss: (y, x) => x.sub(y.reshape(x.shape)).square().mean([1, 2]) });
    expect((await ofSamples.evaluate({ ...given, weights: ones(4, 1) })).loss).toBeGreaterThan(0);
    await expect(ofSamples.evaluate({ ...given, weights: ones(4, 3) })).rejects.toThrow(
      /are \[4, 3\], what they weigh is \[4\].*one number for each position/,
    );
    ofSamples.dispose();
  });

  it('may differ from output to output', async () => {
    const input = tf.input({ shape: [3, 2] });
    const head = (name: string) => tf.layers.dense({ name, units: 1, kernelInitializer: seeded(2) });
    const first = head('first').apply(input) as tf.SymbolicTensor;
    const last = head('last').apply(tf.layers.flatten().apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: [first, last] });
    const outputs = {
      first: { loss: 'meanSquaredError', weightedMetrics: ['meanSquaredError'] },
      last: { loss: 'meanSquaredError', weightedMetrics: ['meanSquaredError'] },
    } as const;
    const step = compileFor(model, { outputs });
    const targets = { first: given.targets, last: floats([4, 1], 3) };
    const whole = await step.evaluate({ inputs: given.inputs, targets });
    const doubled = { shape: [4, 3], data: ones(4, 3).data.map(() => 2) };
    const { metrics } = await step.evaluate({ inputs: given.inputs, targets, weights: { first: doubled } });
    expect(metrics.first_loss).toBeCloseTo((whole.metrics.first_loss as number) * 2, 5);
    expect(metrics.last_loss).toBe(whole.metrics.last_loss);
    const both = await step.evaluate({ inputs: given.inputs, targets, weights: { first: doubled, last: ones(4) } });
    expect(both.metrics).toEqual(metrics);
    await expect(step.evaluate({ inputs: given.inputs, targets, weights: doubled })).rejects.toThrow(
      /weights of last are \[4, 3\].*by their names/,
    );
    await expect(step.evaluate({ inputs: given.inputs, targets, weights: { lats: ones(4) } })).rejects.toThrow(
      /weights of lats.*first, last/,
    );
    step.dispose();
  });

  it('multiply class weights', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ inputShape: [2], units: 3, activation: 'softmax', kernelInitializer: seeded(1) })],
    });
    const batch = { inputs: floats([3, 2], 1), targets: { shape: [3], data: Int32Array.of(0, 1, 2) } };
    const loss = 'sparseCategoricalCrossentropy';
    const weighed = compileFor(model, { loss, classWeights: [1, 2, 0] });
    const plain = compileFor(model, { loss });
    const both = await weighed.train(
      { ...batch, weights: { shape: [3, 1], data: Float32Array.of(5, 3, 7) } },
      { learningRate: 0 },
    );
    const { loss: same } = await plain.train({ ...batch, weights: { shape: [3], data: Float32Array.of(5, 6, 0) } });
    expect(both.loss).toBeCloseTo(same, 5);
    weighed.dispose();
    plain.dispose();
  });
});
