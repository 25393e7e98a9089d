import { tf } from '@sightline/engine';
import { createOptimizer } from './optimizer.ts';
import { readVariables, writeVariables } from './weights.ts';

const gradientsAt = (step: number) => [tf.tensor([0.1 * step, -0.2, 0.3]), tf.tensor([[Math.sin(step)]])];
const variables = () => [tf.variable(tf.tensor([1, 2, 3])), tf.variable(tf.tensor([[0.5]]))];

function descend(optimizer: ReturnType<typeof createOptimizer>, from: number, to: number): void {
  for (let step = from; step <= to; step++) optimizer.apply(gradientsAt(step), 0.01, step);
}

describe.each([
  [
    'adam',
    { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const,
    () => tf.train.adam(0.01, 0.9, 0.999, 1e-7),
  ],
  [
    'sgd with momentum',
    { kind: 'sgd', learningRate: 0.01, momentum: 0.9 } as const,
    () => tf.train.momentum(0.01, 0.9),
  ],
  ['sgd', { kind: 'sgd', learningRate: 0.01, momentum: 0 } as const, () => tf.train.sgd(0.01)],
])('%s', (_, spec, reference) => {
  it('takes the steps that tfjs takes', () => {
    const [mine, theirs] = [variables(), variables()];
    descend(createOptimizer(spec, mine), 1, 20);
    const optimizer = reference();
    for (let step = 1; step <= 20; step++) {
      const [first, second] = gradientsAt(step) as [tf.Tensor, tf.Tensor];
      optimizer.applyGradients([
        { name: theirs[0]!.name, tensor: first },
        { name: theirs[1]!.name, tensor: second },
      ]);
    }
    for (const [index, variable] of mine.entries()) {
      const expected = theirs[index]!.dataSync();
      for (const [place, value] of variable.dataSync().entries()) expect(value).toBeCloseTo(expected[place]!, 5);
    }
  });

  it('continues bit for bit from its slots', () => {
    const whole = variables();
    descend(createOptimizer(spec, whole), 1, 10);
    const halves = variables();
    const first = createOptimizer(spec, halves);
    descend(first, 1, 5);
    const second = createOptimizer(spec, halves);
    writeVariables(second.slots, readVariables(first.slots));
    descend(second, 6, 10);
    expect(readVariables(halves)).toEqual(readVariables(whole));
  });

  it('leaks no tensors', () => {
    const optimizer = createOptimizer(spec, variables());
    const before = tf.memory().numTensors;
    tf.tidy(() => descend(optimizer, 1, 3));
    expect(tf.memory().numTensors).toBe(before);
    optimizer.dispose();
  });
});
