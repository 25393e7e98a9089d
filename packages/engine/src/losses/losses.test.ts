import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LossOptions } from '@sightline/contracts';
import { compile } from '../compile/compile.ts';
import { registerKernels } from '../kernels/register.ts';
import { tf } from '../tensorflow.ts';
import { rememberingLogits } from './activation-input.ts';
import { resolveLoss } from './losses.ts';

type Nested = tf.TensorLike;

/** Losses and gradients of Keras, by tools/oracles/losses.py. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/losses.json'), 'utf8')) as {
  data: Record<string, { targets: Nested; predictions: Nested }>;
  cases: { loss: LossOptions; data: string; losses: Nested; gradient: Nested }[];
};

const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  expect(actual).toHaveLength(expected.length);
  Array.from(expected).forEach((value, index) => {
    expect(Math.abs((actual[index] as number) - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
  });
};

describe('every loss', () => {
  beforeAll(registerKernels);

  it.each(golden.cases.map((each) => [JSON.stringify(each.loss), each.data, each] as const))(
    '%s of %s is that of Keras, and so is its gradient',
    (...[, , { loss: options, data, losses, gradient }]) => {
      expect.hasAssertions();
      tf.tidy(() => {
        const { targets, predictions } = golden.data[data] as (typeof golden.data)[string];
        const loss = resolveLoss(options);
        const [y, x] = [tf.tensor(targets, undefined, 'float32'), tf.tensor(predictions)];
        const [all, expected] = [loss(y, x), tf.tensor(losses)];
        // Those of the numbers of a row, which Keras averages.
        const given = all.rank > expected.rank ? all.mean(-1) : all;
        expect(given.shape).toEqual(expected.shape);
        close(given.dataSync<'float32'>(), expected.dataSync<'float32'>(), 1e-5);
        const slopes = tf.grad((values) => loss(y, values).mean())(x);
        close(slopes.dataSync<'float32'>(), tf.tensor(gradient).dataSync<'float32'>(), 1e-4);
      });
    },
  );

  it.each(golden.cases.map((each) => [JSON.stringify(each.loss), each.data, each] as const))(
    '%s of %s is the same compiled, and so is its gradient',
    (...[, , { loss: options, data }]) => {
      expect.hasAssertions();
      const loss = resolveLoss(options);
      const both = (y: tf.Tensor, x: tf.Tensor) => [
        loss(y, x),
        tf.grad((values: tf.Tensor) => loss(y, values).mean())(x),
      ];
      const compiled = compile(both);
      tf.tidy(() => {
        const { targets, predictions } = golden.data[data] as (typeof golden.data)[string];
        const [y, x] = [tf.tensor(targets, undefined, 'float32'), tf.tensor(predictions)];
        const eager = both(y, x);
        compiled(y, x).forEach((result, index) => {
          close(result.dataSync<'float32'>(), (eager[index] as tf.Tensor).dataSync<'float32'>(), 1e-5);
        });
      });
      compiled.dispose();
    },
  );

  it.each([
    ['categoricalCrossentropy', tf.softmax],
    ['sparseCategoricalCrossentropy', tf.softmax],
    ['binaryCrossentropy', tf.sigmoid],
  ] as const)('%s is exact and has finite gradients far from the target, through the logits', (name, activation) => {
    tf.tidy(() => {
      const logits = tf.tensor2d([
        [60, -60, 0],
        [-60, 60, 0],
      ]);
      const targets = name.startsWith('sparse')
        ? tf.tensor1d([1, 1])
        : tf.tensor2d([
            [0, 1, 0],
            [0, 1, 0],
          ]);
      const loss = resolveLoss(name);
      rememberingLogits(() => {
        const { value, grad } = tf.valueAndGrad((x) => loss(targets, activation(x as tf.Tensor2D)).sum())(logits);
        expect(value.dataSync()[0]).toBeGreaterThan(35);
        expect(grad.dataSync<'float32'>().every(Number.isFinite)).toBe(true);
      });
    });
  });

  it('smooths the targets of class indices as those of one-hot rows', () => {
    expect.hasAssertions();
    tf.tidy(() => {
      const predictions = tf.softmax(tf.randomNormal([4, 3], 0, 1, 'float32', 1));
      const indices = tf.tensor1d([0, 2, 1, 2], 'int32');
      const sparse = resolveLoss({ kind: 'sparseCategoricalCrossentropy', labelSmoothing: 0.2 })(indices, predictions);
      const oneHot = tf.oneHot(indices, 3).toFloat();
      const dense = resolveLoss({ kind: 'categoricalCrossentropy', labelSmoothing: 0.2 })(oneHot, predictions);
      close(sparse.dataSync<'float32'>(), dense.dataSync<'float32'>(), 1e-6);
    });
  });

  it('of overlaps of each class, or of axes that do not exist', () => {
    const predictions = tf.tensor([0.5, 0.25, 1, 0], [1, 2, 2]);
    const targets = tf.tensor([1, 0, 1, 0], [1, 2, 2]);
    const ofClasses = resolveLoss({ kind: 'dice', axis: [0, 1] })(targets, predictions);
    // 1 − 2 · 1.5 / (2 + 1.5) and 1 − 0 / 0.25
    expect([ofClasses.rank, ofClasses.dataSync()[0]]).toEqual([0, expect.closeTo((1 / 7 + 1) / 2, 5)]);
    const beyond = resolveLoss({ kind: 'tversky', axis: [1, 3] });
    expect(() => beyond(targets, predictions)).toThrow(
      /tversky has axis \[1, 3\], of predictions \[1, 2, 2\].*from -3 to 2/,
    );
    expect(() => resolveLoss({ kind: 'dice', axis: [1, -2] })(targets, predictions)).toThrow(/each once/);
    tf.dispose([predictions, targets, ofClasses]);
  });

  it('names the losses there are when one is misspelt', () => {
    expect(() => resolveLoss('crossentropy' as LossOptions)).toThrow(/categoricalCrossentropy/);
    expect(() => resolveLoss({ kind: 'huber', delta: -1 })).toThrow(/delta/);
  });
});
