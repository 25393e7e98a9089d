import { compileTrainStep } from '../../compile/compile-train-step.ts';
import { tf } from '../../tensorflow.ts';
import { gru } from './gru.ts';

/** Operations of a training step over that many time steps, and the elements of all that they compute. */
function costOf(make: (steps: number) => tf.layers.Layer, steps: number): { operations: number; elements: number } {
  const model = tf.sequential({ layers: [make(steps), tf.layers.dense({ units: 1 })] });
  const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd' } });
  const batch = {
    inputs: { shape: [2, steps, 3], data: new Float32Array(6 * steps) },
    targets: { shape: [2, 1], data: new Float32Array(2) },
  };
  const { nodes } = step.program(batch);
  const sizes = nodes.flatMap(({ outputs }) =>
    outputs.map(({ shape }) => shape.reduce<number>((size, axis) => size * (axis ?? 1), 1)),
  );
  step.dispose();
  tf.disposeVariables();
  return { operations: nodes.length, elements: sizes.reduce((sum, size) => sum + size, 0) };
}

const settings = (steps: number) => ({ units: 4, inputShape: [steps, 3] });

it.each<[string, (steps: number) => tf.layers.Layer]>([
  ['lstm', (steps) => tf.layers.lstm(settings(steps))],
  ['gru', (steps) => gru(settings(steps))],
  ['gru of tfjs', (steps) => tf.layers.gru(settings(steps))],
  ['simpleRNN', (steps) => tf.layers.simpleRNN(settings(steps))],
])('%s trains at a cost linear in time steps', (_, make) => {
  const [short, middle, long] = [8, 16, 32].map((steps) => costOf(make, steps)) as [Cost, Cost, Cost];
  for (const figure of ['operations', 'elements'] as const) {
    expect((long[figure] - middle[figure]) / (middle[figure] - short[figure])).toBeCloseTo(2, 1);
  }
});

type Cost = ReturnType<typeof costOf>;
