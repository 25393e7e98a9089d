import { compileTrainStep } from '../../compile/compile-train-step.ts';
import { tf } from '../../tensorflow.ts';
import { defineLayer } from './define-layer.ts';

const trainedSwish = defineLayer({
  name: 'TrainedSwish',
  settings: { slope: 1 },
  weights: ([shape], { slope }) => ({
    beta: { shape: [shape.at(-1) as number], initializer: tf.initializers.constant({ value: slope }) },
  }),
  call: ([x], { beta }) => x.mul(tf.sigmoid(x.mul(beta))),
});
const outer = defineLayer({
  name: 'OuterProduct',
  call: ([a, b]) => a.expandDims(2).mul((b as tf.Tensor).expandDims(1)),
  outputShape: ([a, b]) => [...a, b?.[1] ?? null],
});
const network = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [3], units: 4, kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }) }),
      trainedSwish({ name: 'swish', slope: 2 }),
      tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
    ],
  });

describe('defineLayer', () => {
  afterEach(() => tf.disposeVariables());

  it.each(['float32', 'mixed_bfloat16'] as const)('trains in the compiled step, in %s', async (precision) => {
    const options = { loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.1 } } as const;
    const step = compileTrainStep({ model: network(), ...options, precision, warn: () => undefined });
    const batch = { inputs: { shape: [2, 3], data: [1, 2, 3, -1, 0, 1] }, targets: { shape: [2, 1], data: [1, -1] } };
    const losses: number[] = [];
    for (let index = 0; index < 20; index++) losses.push((await step.train(batch)).loss);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 10);
    expect([...(step.read().get('swish/beta') as Float32Array)]).not.toContain(2);
    step.dispose();
  });

  it('is saved and loaded with its settings and weights', async () => {
    const model = network();
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    again.setWeights(model.getWeights());
    expect(again.toJSON()).toBe(model.toJSON());
    const [one, other] = [model, again].map((each) => (each.predict(tf.ones([2, 3])) as tf.Tensor).arraySync());
    expect(other).toEqual(one);
    expect([...(again.layers[1]?.getWeights()[0]?.dataSync() ?? [])]).toEqual([2, 2, 2, 2]);
  });

  it('takes several inputs, and says its shape', () => {
    const [a, b] = [tf.input({ shape: [3] }), tf.input({ shape: [5] })];
    expect((outer().apply([a, b]) as tf.SymbolicTensor).shape).toEqual([null, 3, 5]);
  });

  it('refuses a shape that is not the one it says, a setting it has not, and a name that is taken', () => {
    const wrong = defineLayer({ name: 'Halved', call: ([x]) => x.slice([0, 0], [-1, 1]) });
    expect(() => wrong({ name: 'half' }).apply(tf.ones([2, 4]))).toThrow(/"half" \(Halved\) gave \[2, 1\].*\[2, 4\]/);
    expect(() => trainedSwish({ slop: 1 } as never)).toThrow(/slop 1.*Did you mean "?slope/s);
    const named = (name: string) => () => defineLayer({ name, call: ([x]) => x });
    expect(named('Dense')).toThrow(/there is one of that name/);
    expect(named('my layer')).toThrow(/cannot be called "my layer"/);
    expect(named('Halved')).not.toThrow();
  });
});
