import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OptimizerOptions } from '@sightline/contracts';
import { tf } from '../../tensorflow.ts';
import { compileTrainStep } from '../compile-train-step.ts';
import type { TrainStepOptions } from '../options.ts';

interface Constraint {
  apply(weight: tf.Tensor): tf.Tensor;
}
type MaxNormArgs = Parameters<typeof tf.constraints.maxNorm>[0];
type ConstraintOptions = { kind: 'maxNorm' | 'minMaxNorm' | 'nonNeg' | 'unitNorm' } & MaxNormArgs;

/** Traces of Keras' constraints, by tools/oracles/constraints.py. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/constraints.json'), 'utf8')) as {
  kernel: number[][];
  gradients: number[][][];
  optimizer: OptimizerOptions;
  cases: { constraint: ConstraintOptions; after: Record<string, Record<string, number[][]>> }[];
};

const made = ({ kind, ...options }: ConstraintOptions) =>
  (tf.constraints[kind] as (options: MaxNormArgs) => Constraint)(options);

/** A custom constraint: tfjs does not export the base class. */
const Base = Object.getPrototypeOf(tf.constraints.nonNeg().constructor) as new () => object;
class Custom extends Base implements Constraint {
  static readonly className = 'Custom';
  readonly apply: Constraint['apply'];
  constructor(apply: Constraint['apply']) {
    super();
    this.apply = apply;
  }
}

/** A kernel whose gradient is a third of the targets: the inputs are the identity. */
function kernelUnder(constraint: object, options: Partial<TrainStepOptions> = {}) {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'linear',
        inputShape: [3],
        units: 4,
        useBias: false,
        kernelConstraint: constraint as never,
      }),
    ],
  });
  const kernel = tf.tensor2d(golden.kernel);
  // Past `write`, which applies the constraint.
  model.weights.forEach((weight) => (weight.read() as tf.Variable).assign(kernel));
  kernel.dispose();
  return compileTrainStep({
    model,
    loss: (targets, predictions) => targets.mul(predictions).sum(-1),
    optimizer: golden.optimizer,
    ...options,
  });
}

const batchOf = (gradient: number[][]) => ({
  inputs: { shape: [3, 3], data: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) },
  targets: { shape: [3, 4], data: Float32Array.from(gradient.flat(), (value) => value * 3) },
});

function differenceOf(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  return Math.max(...Array.from(expected, (value, index) => Math.abs((actual?.[index] ?? Number.NaN) - value)));
}

describe('weight constraints', () => {
  afterEach(() => tf.disposeVariables());

  it.each(golden.cases.map(({ constraint, after }) => [JSON.stringify(constraint), constraint, after] as const))(
    '%s goes the way of Keras, and so does the moving average',
    async (_, constraint, after) => {
      const step = kernelUnder(made(constraint));
      for (const [index, gradient] of golden.gradients.entries()) {
        await step.train(batchOf(gradient));
        const state = step.read();
        for (const [name, values] of Object.entries(after[index + 1] ?? {})) {
          expect(differenceOf(state.get(`linear/${name}`), values.flat())).toBeLessThan(1e-5);
        }
      }
      step.dispose();
    },
  );

  it('are applied when weights are updated, not when gradients are only accumulated', async () => {
    const optimizer = { kind: 'sgd', learningRate: 0.3, accumulationSteps: 2 } as const;
    const step = kernelUnder(tf.constraints.unitNorm({ axis: 0 }), { optimizer });
    const kernel = () => step.read().get('linear/kernel');
    const [first, second] = golden.gradients as [number[][], number[][]];
    await step.train(batchOf(first));
    expect(differenceOf(kernel(), golden.kernel.flat())).toBeLessThan(1e-5);
    await step.train(batchOf(second));
    tf.tidy(() => {
      const updated = tf.tensor2d(golden.kernel).sub(tf.add(tf.tensor2d(first), tf.tensor2d(second)).mul(0.15));
      expect(differenceOf(kernel(), tf.constraints.unitNorm({ axis: 0 }).apply(updated).dataSync())).toBeLessThan(1e-5);
    });
    step.dispose();
  });

  it('may be of one’s own, on biases and cells as on kernels, and leave frozen layers alone', async () => {
    const nonPositive = () => new Custom((weight) => weight.minimum(0)) as never;
    const lstm = tf.layers.lstm({
      name: 'lstm',
      units: 2,
      recurrentConstraint: nonPositive(),
      biasConstraint: nonPositive(),
    });
    const frozen = tf.layers.dense({ name: 'frozen', units: 2, kernelConstraint: 'nonNeg', trainable: false });
    const model = tf.sequential({ layers: [tf.layers.masking({ inputShape: [3, 2] }), lstm, frozen] });
    const before = model.getWeights().at(-2)?.dataSync<'float32'>().slice();
    const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.01 } });
    await step.train({
      inputs: { shape: [1, 3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      targets: { shape: [1, 2], data: Float32Array.of(1, -1) },
    });
    const state = step.read();
    expect(Math.max(...(state.get('lstm/recurrent_kernel') as Float32Array))).toBe(0);
    expect(Math.max(...(state.get('lstm/bias') as Float32Array))).toBe(0);
    expect(Math.max(...(state.get('lstm/kernel') as Float32Array))).toBeGreaterThan(0);
    expect(state.get('frozen/kernel')).toEqual(before);
    step.dispose();
  });

  it('hold in eager steps too, where only those can apply them', async () => {
    const reading = new Custom((weight) => weight.div(weight.abs().max().dataSync()[0] as number));
    const step = kernelUnder(reading, { fallback: 'eager', warn: () => undefined });
    await step.train(batchOf(golden.gradients[0] as number[][]));
    expect(step.mode).toBe('eager');
    expect(Math.max(...(step.read().get('linear/kernel') as Float32Array).map(Math.abs))).toBeCloseTo(1, 6);
    step.dispose();
  });

  it('are refused at once, by weight and layer, where they cannot be recorded or do not fit', () => {
    const reading = new Custom((weight) => weight.mul(weight.max().dataSync()[0] as number));
    expect(() => kernelUnder(reading)).toThrow(
      /constraint of linear\/kernel of layer "linear" cannot be applied: A tensor was read/,
    );
    const squeezing = new Custom((weight) => weight.sum(0));
    expect(() => kernelUnder(squeezing)).toThrow(/layer "linear" made float32\[4\] of it.*float32\[3,4\]/);
    expect(() => kernelUnder(tf.constraints.maxNorm({ axis: 7 }))).toThrow(/layer "linear" cannot be applied: .*axis/i);
  });
});
