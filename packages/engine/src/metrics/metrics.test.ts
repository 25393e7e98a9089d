import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricOptions } from '@sightline/contracts';
import fc from 'fast-check';
import type { Batch } from '../compile/objective/batch.ts';
import { compileTrainStep, type TrainStep } from '../compile/compile-train-step.ts';
import type { HostTensor } from '../host/host-tensor.ts';
import { tf } from '../tensorflow.ts';
import type { Metrics } from './metrics.ts';

interface Samples {
  readonly targets: HostTensor;
  readonly predictions: HostTensor;
}

/** Metrics of Keras after several batches, by tools/oracles/metrics.py. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/metrics.json'), 'utf8')) as {
  batches: number[];
  weights: number[];
  data: Record<string, { targets: tf.TensorLike; predictions: tf.TensorLike }>;
  cases: { metric: MetricOptions; data: string; result: number; weighted?: number }[];
};

const host = (values: tf.TensorLike): HostTensor =>
  tf.tidy(() => {
    const tensor = tf.tensor(values, undefined, 'float32');
    return { shape: tensor.shape, data: tensor.dataSync<'float32'>() };
  });

const samplesOf = (name: string): Samples => {
  const { targets, predictions } = golden.data[name] as (typeof golden.data)[string];
  return { targets: host(targets), predictions: host(predictions) };
};

const rowsOf = ({ shape: [count = 0, ...shape], data }: HostTensor, rows: readonly number[]): HostTensor => {
  const length = data.length / count;
  const values = rows.flatMap((row) => Array.from(data.subarray(row * length, (row + 1) * length)));
  return { shape: [rows.length, ...shape], data: Float32Array.from(values) };
};

/** A compiled step whose predictions are its inputs. */
const judge = ({ predictions }: Samples, metrics: Metrics): TrainStep =>
  compileTrainStep({
    model: tf.sequential({
      layers: [tf.layers.activation({ activation: 'linear', inputShape: predictions.shape.slice(1) })],
    }),
    loss: (_, values) => values.reshape([values.shape[0], -1]).mean(-1),
    optimizer: { kind: 'sgd' },
    metrics,
    weightedMetrics: metrics,
  });

const weights: HostTensor = { shape: [golden.weights.length], data: Float32Array.from(golden.weights) };

/** Metrics over samples in batches of these sizes. */
const over = async (
  step: TrainStep,
  { targets, predictions }: Samples,
  sizes: readonly number[],
  order: readonly number[] = [...golden.weights.keys()],
): Promise<Readonly<Record<string, number>>> => {
  const totals = step.totals();
  let start = 0;
  for (const size of sizes) {
    const rows = order.slice(start, (start += size));
    const batch: Batch = {
      inputs: rowsOf(predictions, rows),
      targets: rowsOf(targets, rows),
      weights: rowsOf(weights, rows),
    };
    totals.add(await step.evaluate(batch));
  }
  return totals.metrics;
};

const near = (value: number): unknown =>
  expect.closeTo(value, value === 0 ? 5 : 5 - Math.ceil(Math.log10(Math.abs(value))));

/** The sizes as long as they fit into `count`, the rest in batches of 1. */
const filling = (count: number, given: readonly number[]): number[] => {
  let left = count;
  const fitting = given.filter((size) => size <= left && (left -= size) >= 0);
  return [...fitting, ...Array.from({ length: left }, () => 1)];
};

const nameOf = (metric: MetricOptions): string => JSON.stringify(metric);

const metricsOf = (data: string): Record<string, MetricOptions> =>
  Object.fromEntries(golden.cases.flatMap((each) => (each.data === data ? [[nameOf(each.metric), each.metric]] : [])));

describe('every metric', () => {
  const results = new Map<string, Readonly<Record<string, number>>>();
  beforeAll(async () => {
    for (const data of Object.keys(golden.data)) {
      const step = judge(samplesOf(data), metricsOf(data));
      results.set(data, await over(step, samplesOf(data), golden.batches));
      step.dispose();
    }
  });

  it.each(golden.cases.map((each) => [nameOf(each.metric), each.data, each] as const))(
    '%s of %s is that of Keras, with sample weights and without',
    (...[name, data, { result, weighted }]) => {
      const ours = results.get(data) ?? {};
      expect(ours[name]).toEqual(near(result));
      if (weighted !== undefined) expect(ours[`weighted_${name}`]).toEqual(near(weighted));
    },
  );

  it.each(['labels', 'one-hot', 'maps', 'near'])('of %s is the same in any order and batches', async (data) => {
    const samples = samplesOf(data);
    const step = judge(samples, metricsOf(data));
    const count = golden.weights.length;
    const whole = await over(step, samples, [count]);
    const order = fc.shuffledSubarray([...golden.weights.keys()], { minLength: count });
    // Few sizes, for each is recorded once.
    const sizes = fc.array(fc.constantFrom(1, 3, 8), { maxLength: count });
    await fc.assert(
      fc.asyncProperty(order, sizes, async (rows, given) => {
        const cut = await over(step, samples, filling(count, given), rows);
        for (const [name, value] of Object.entries(whole)) expect([name, cut[name]]).toEqual([name, near(value)]);
      }),
      { numRuns: 15 },
    );
    step.dispose();
  });
});
