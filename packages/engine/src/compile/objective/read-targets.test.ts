import { registerKernels } from '../../kernels/register.ts';
import { resolveLoss } from '../../losses/losses.ts';
import { tf } from '../../tensorflow.ts';
import { compileTrainStep } from '../compile-train-step.ts';
import { compileFor, oneHead } from './objective.fixture.ts';
import type { ObjectiveOptions } from './objective.ts';
import type { TrainStepOptions } from '../options.ts';

const LOSSES_OVER_VALUES = [
  'categoricalCrossentropy',
  'binaryCrossentropy',
  'categoricalFocalCrossentropy',
  'binaryFocalCrossentropy',
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'huber',
  'logCosh',
  'poisson',
  'kullbackLeiblerDivergence',
  'cosineSimilarity',
  'hinge',
  'squaredHinge',
  'categoricalHinge',
  'dice',
  'tversky',
] as const;

const METRICS_OVER_VALUES = [
  'rootMeanSquaredError',
  'r2Score',
  'pearsonCorrelation',
  'concordanceCorrelation',
  'cosineSimilarity',
  'meanSquaredError',
  'binaryAccuracy',
  'binaryIoU',
] as const;

const sparse = 'sparseCategoricalCrossentropy';
const inputsOf = (samples: number) => ({ shape: [samples, 4], data: new Float32Array(samples * 4).fill(1) });
/** Reads a tensor while it computes: trains eagerly alone. */
class Peeking extends tf.layers.Layer {
  static className = 'PeekingAtLabels';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [input] = [inputs].flat() as [tf.Tensor];
    input.dataSync();
    return input.clone();
  }
}

/** An image of 2×3 pixels, each with one of three classes. */
const segmenting = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'colour',
        inputShape: [2, 3, 1],
        units: 3,
        activation: 'softmax',
        kernelInitializer: 'ones',
      }),
    ],
  });

const ways: Record<string, Partial<TrainStepOptions> & { eager?: boolean }> = {
  compiled: {},
  eager: { fallback: 'eager', warn: () => undefined, eager: true },
};

function stepFor(model: tf.LayersModel, objective: ObjectiveOptions, { eager, ...way }: (typeof ways)[string] = {}) {
  const peeking = () => new Peeking({ inputShape: model.inputs[0]?.shape.slice(1) as number[] });
  return compileTrainStep({
    ...way,
    ...objective,
    model: eager ? tf.sequential({ layers: [peeking(), ...model.layers] }) : model,
    optimizer: 'sgd',
  });
}

afterEach(() => tf.disposeVariables());

describe.each(Object.entries(ways))('class indices that do not exist are refused where steps are %s:', (_, way) => {
  const objectives: [string, ReturnType<typeof oneHead>['name'] | object, () => tf.LayersModel][] = [
    ['a softmax', { loss: sparse }, () => oneHead(3)],
    ['a softmax, smoothed', { loss: { kind: sparse, labelSmoothing: 0.1 } }, () => oneHead(3)],
    ['a sigmoid', { loss: sparse }, () => oneHead(3, 'sigmoid')],
    ['scores', { loss: sparse }, () => oneHead(3, 'linear')],
    ['class weights', { loss: sparse, classWeights: { 1: 2 } }, () => oneHead(3)],
    ['one of several outputs', { outputs: { colour: { loss: sparse, metrics: ['accuracy'] } } }, () => oneHead(3)],
  ];

  it.each(objectives)('%s', async (...[, objective, make]) => {
    const step = stepFor(make(), objective as ObjectiveOptions, way);
    for (const [labels, value] of [
      [Int32Array.of(0, 3), '3'],
      [Int32Array.of(0, -1), '-1'],
      [Uint8Array.of(0, 255), '255'],
      [Float32Array.of(0, Number.NaN), 'NaN'],
      [Float32Array.of(0, 1.5), '1\\.5'],
      [Float64Array.of(0, 2 ** 24 + 1), '16777217'],
      [BigInt64Array.of(0n, 2n ** 53n), '9007199254740992'],
    ] as const) {
      const batch = { inputs: inputsOf(2), targets: { shape: [2], data: labels } };
      const refused = {
        code: 'engine/invalid-options',
        message: expect.stringMatching(
          new RegExp(
            `^The targets of colour: received ${value} in row 1, which is not a class. Allowed: .* from 0 to 2`,
          ),
        ),
      };
      await expect(step.train(batch)).rejects.toMatchObject(refused);
      await expect(step.evaluate(batch)).rejects.toMatchObject(refused);
    }
    step.dispose();
  });

  it('pixels, with their place', async () => {
    const step = stepFor(segmenting(), { loss: sparse }, way);
    const targets = { shape: [2, 2, 3], data: Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 255) };
    const batch = { inputs: { shape: [2, 2, 3, 1], data: new Float32Array(12) }, targets };
    await expect(step.train(batch)).rejects.toThrow(/received 255 in row 1 at \[1, 2\]/);
    const column = { ...batch, targets: { ...targets, shape: [2, 2, 3, 1] } };
    await expect(step.evaluate(column)).rejects.toThrow(/received 255 in row 1 at \[1, 2, 0\]/);
    step.dispose();
  });
});

describe('hints', () => {
  it.each([
    [3, /Subtract 1 from labels that start at 1/],
    [-1, /without a label/],
    [7, /without gaps/],
    [1.5, /Class probabilities are rows, for categoricalCrossentropy/],
  ])('of %s', async (label, hint) => {
    const step = compileFor(oneHead(3), { loss: sparse });
    await expect(step.train({ inputs: inputsOf(1), targets: { shape: [1], data: [label] } })).rejects.toThrow(hint);
    step.dispose();
  });
});

describe('targets of another form than the loss takes', () => {
  /** As many samples as classes, which would broadcast, and others. */
  const counts = [3, 4];

  it.each(LOSSES_OVER_VALUES)('class indices for %s are refused, and the sparse loss is named', async (loss) => {
    const step = compileFor(oneHead(3), { loss });
    for (const count of counts) {
      for (const shape of [[count], [count, 1]]) {
        const targets = { shape, data: Int32Array.from({ length: count }, (_, index) => index % 3) };
        await expect(step.train({ inputs: inputsOf(count), targets })).rejects.toMatchObject({
          code: 'engine/invalid-options',
          message: expect.stringMatching(`Allowed for ${loss}: \\[${count},3\\].*sparseCategoricalCrossentropy`),
        });
      }
    }
    step.dispose();
  });

  it.each(METRICS_OVER_VALUES)('class indices for the metric %s are refused', async (metric) => {
    const step = compileFor(oneHead(3), { loss: sparse, metrics: [metric] });
    for (const count of counts) {
      const targets = { shape: [count], data: new Int32Array(count) };
      await expect(step.evaluate({ inputs: inputsOf(count), targets })).rejects.toThrow(`Allowed for ${metric}: [`);
    }
    step.dispose();
  });

  it('rows for the sparse loss are refused, and the dense loss is named', async () => {
    const step = compileFor(oneHead(3), { loss: sparse });
    for (const count of counts) {
      const oneHot = Uint8Array.from({ length: 3 * count }, (_, place) => Number(place % 3 === 0));
      const probabilities = new Float32Array(3 * count).fill(1 / 3);
      for (const data of [oneHot, Float32Array.from(oneHot), probabilities]) {
        await expect(step.train({ inputs: inputsOf(count), targets: { shape: [count, 3], data } })).rejects.toThrow(
          /Allowed for sparseCategoricalCrossentropy: class indices \[\d\].*need categoricalCrossentropy/,
        );
      }
    }
    step.dispose();
  });

  it.each(LOSSES_OVER_VALUES)('rows of any number type are the same for %s', async (loss) => {
    const step = compileFor(oneHead(3, loss === 'binaryCrossentropy' ? 'sigmoid' : 'softmax'), { loss });
    const oneHot = [0, 1, 0, 1, 0, 0];
    const losses = [];
    for (const data of [
      Float32Array.from(oneHot),
      Int32Array.from(oneHot),
      Uint8Array.from(oneHot),
      oneHot.map(Boolean),
      BigInt64Array.from(oneHot.map(BigInt)),
    ]) {
      const { loss: value } = await step.evaluate({ inputs: inputsOf(2), targets: { shape: [2, 3], data } });
      losses.push(value);
    }
    expect(losses[0]).toEqual(expect.any(Number));
    expect(new Set(losses).size).toBe(1);
    step.dispose();
  });

  it('integers for a function of one’s own are int32, other numbers float32', async () => {
    for (const [data, dtype] of [
      [Uint8Array.of(1, 2), 'int32'],
      [Int32Array.of(1, 2), 'int32'],
      [BigInt64Array.of(1n, 2n), 'int32'],
      [Float64Array.of(1, 2), 'float32'],
      [[1, 2], 'float32'],
    ] as const) {
      const seen: string[] = [];
      const loss = (targets: tf.Tensor, predictions: tf.Tensor) => {
        seen.push(targets.dtype);
        return predictions.mean(-1);
      };
      const step = compileFor(oneHead(3), { loss });
      await step.evaluate({ inputs: inputsOf(2), targets: { shape: [2], data } });
      expect(seen).toEqual([dtype]);
      step.dispose();
    }
  });
});

it('a loss outside of a training step refuses classes that do not exist as well', () => {
  registerKernels();
  const predictions = tf.tensor2d([0.2, 0.3, 0.5, 0.1, 0.1, 0.8], [2, 3]);
  for (const loss of [sparse, { kind: sparse, labelSmoothing: 0.1 }] as const) {
    for (const label of [3, -1]) {
      expect(() => resolveLoss(loss)(tf.tensor1d([0, label], 'int32'), predictions)).toThrow(/not in \[0, 3\)/);
    }
    expect(() => resolveLoss(loss)(tf.tensor1d([0, 1.5]), predictions)).toThrow(/not in \[0, 3\)/);
  }
});
