import { tf } from '../tensorflow.ts';
import { compile } from './compile.ts';

/** Runs `body` and checks that it left no tensor behind. */
function withoutLeaks(body: () => void): void {
  const { numTensors } = tf.memory();
  body();
  expect(tf.memory().numTensors).toBe(numTensors);
}

describe('compile', () => {
  it('gives what the function gives, for each shape, in the structure it gives', () => {
    withoutLeaks(() => {
      const fn = (a: tf.Tensor, b: tf.Tensor) => ({ product: tf.matMul(a, b), sum: a.sum() });
      const compiled = compile(fn);
      for (const [rows, columns] of [
        [2, 3],
        [5, 3],
        [2, 3],
      ] as const) {
        tf.tidy(() => {
          const [a, b] = [tf.randomUniform([rows, columns], -1, 1, 'float32', 1), tf.ones([columns, 2])] as const;
          const [expected, actual] = [fn(a, b), compiled(a, b)];
          expect(actual.product.arraySync()).toEqual(expected.product.arraySync());
          expect(actual.sum.dataSync()[0]).toBeCloseTo(expected.sum.dataSync()[0] as number, 5);
        });
      }
      compiled.dispose();
      const single = compile((x: tf.Tensor) => tf.neg(x));
      tf.tidy(() => expect(single(tf.tensor1d([1, 2])).arraySync()).toEqual([-1, -2]));
      single.dispose();
    });
  });

  it('keeps the variables that the function assigns, and leaves their values when it is recorded', () => {
    withoutLeaks(() => {
      const count = tf.tidy(() => tf.variable(tf.scalar(5)));
      const step = compile((x: tf.Tensor) => {
        count.assign(count.add(x));
        return [count.mul(2)];
      });
      const one = tf.scalar(1);
      expect(tf.tidy(() => step(one)[0]!.dataSync()[0])).toBe(12);
      expect(tf.tidy(() => step(one)[0]!.dataSync()[0])).toBe(14);
      expect(count.dataSync()[0]).toBe(5);
      step.updateVariables();
      expect(count.dataSync()[0]).toBe(7);
      tf.tidy(() => count.assign(tf.scalar(100)));
      step.takeVariables();
      expect(tf.tidy(() => step(one)[0]!.dataSync()[0])).toBe(202);
      step.dispose();
      tf.dispose([count, one]);
      tf.disposeVariables();
    });
  });

  it('records again only for another shape or element type', () => {
    let recorded = 0;
    const compiled = compile((x: tf.Tensor) => {
      recorded++;
      return x.add(x);
    });
    const counts = [tf.zeros([2]), tf.ones([2]), tf.zeros([3]), tf.zeros([2], 'int32'), tf.ones([3])].map((x) => {
      tf.dispose([compiled(x), x]);
      return recorded;
    });
    expect(counts).toEqual([1, 1, 2, 3, 3]);
    compiled.dispose();
  });

  it('prints the program', () => {
    const compiled = compile((x: tf.Tensor2D) => tf.relu(x));
    const x = tf.zeros([2, 3]);
    expect(String(compiled.program(x as tf.Tensor2D))).toMatch(/float32\[2,3\] = Relu\(%input0\)/);
    compiled.dispose();
    x.dispose();
  });

  it('refuses what cannot be recorded, naming the line', () => {
    const outside = tf.ones([2]).add(1);
    const x = tf.ones([2]);
    for (const [fn, message] of [
      [(t: tf.Tensor) => t.mul(outside), /Input 1 of Mul .*compile\.test\.ts:\d+/],
      [(t: tf.Tensor) => t.mul(t.dataSync()[0] as number), /A tensor was read .*compile\.test\.ts:\d+/],
      [(t: tf.Tensor) => tf.dropout(t, 0.5), /random number .*compile\.test\.ts:\d+/],
    ] as const) {
      withoutLeaks(() => {
        const compiled = compile(fn);
        expect(() => compiled(x)).toThrow(message);
        compiled.dispose();
      });
    }
    tf.dispose([outside, x]);
  });
});
