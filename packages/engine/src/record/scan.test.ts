import { formatProgram } from '../program/format.ts';
import { countMultiplyAdds } from '../program/count.ts';
import { hoistInvariants } from '../passes/hoist-invariants.ts';
import { Session } from '../session/session.ts';
import { tf } from '../tensorflow.ts';
import { record } from './record.ts';
import { scan } from './scan.ts';

const weight = tf.tensor2d([
  [1, 2],
  [0, -1],
]);
afterAll(() => weight.dispose());

/** Sums of x · weight · 2 up to each step, and their total. */
function recordSums(reverse: boolean) {
  return record(
    ({ x }) => {
      // Made outside of the body and used in it alone.
      const two = tf.scalar(2);
      const { states, results } = scan(
        ([slice], [sum]) => {
          const next = (sum as tf.Tensor).add(tf.matMul(slice as tf.Tensor, weight.mul(two)));
          return { states: [next], results: [next, (slice as tf.Tensor).mul(10)] };
        },
        { states: [x.slice([0, 0, 0], [1, 3, 2]).reshape([3, 2]).zerosLike()], sequences: [x], reverse },
      );
      return { total: states[0] as tf.Tensor, sums: results[0] as tf.Tensor, tens: results[1] as tf.Tensor };
    },
    { inputs: [{ name: 'x', shape: [null, 3, 2] }], variables: [{ name: 'weight', tensor: weight }] },
  );
}

/** What the loop gives, computed step by step. */
function expected(x: tf.Tensor, reverse: boolean): tf.Tensor[] {
  const products = tf.unstack(x).map((slice) => tf.matMul(slice, weight.mul(2)));
  let sum = tf.zeros([3, 2]);
  const sums = (reverse ? products.toReversed() : products).map((product) => (sum = sum.add(product)));
  return [sum, tf.stack(reverse ? sums.toReversed() : sums), x.mul(10)];
}

it.each([false, true])('a loop runs over any number of steps, reverse: %s', (reverse) => {
  const before = tf.memory().numTensors;
  const program = recordSums(reverse);
  expect(tf.memory().numTensors).toBe(before);
  const session = new Session();
  for (const each of [program, hoistInvariants(program)]) {
    const { run } = session.load(each);
    for (const steps of [1, 2, 7]) {
      const values = Float32Array.from({ length: steps * 6 }, (_, index) => Math.sin(index));
      const outputs = run([{ shape: [steps, 3, 2], data: values }]);
      tf.tidy(() => {
        expected(tf.tensor(values, [steps, 3, 2]), reverse).forEach((tensor, index) => {
          expect(outputs[index]?.shape).toEqual(tensor.shape);
          tensor.dataSync().forEach((value, place) => expect(outputs[index]?.data[place]).toBeCloseTo(value, 5));
        });
      });
    }
  }
  session.dispose();
});

it('what is the same for all steps is computed once before them', () => {
  const operations = (program: ReturnType<typeof recordSums>): string[] => program.nodes.map(({ op }) => op);
  const program = recordSums(false);
  expect(operations(program)).not.toContain('Mul');
  expect(operations(hoistInvariants(program))).toContain('Mul');
});

it('reads as a body within a node; a loop of open length counts as one step', () => {
  const program = hoistInvariants(recordSums(false));
  const text = formatProgram(program);
  expect(text).toMatch(
    /= Scan\(.*\) states=1 sequences=1 reverse=false body=\(%input0: float32\[3,2\], %input1: float32\[3,2\], /,
  );
  expect(text).toMatch(/\n {2}%\d+: float32\[3,2\] = Add\(%input0, %\d+\)\n[^}]*\n {2}return %\d+, %\d+, %\d+\n}/);
  expect(countMultiplyAdds(program)).toBe(3 * 2 * 2);
});
