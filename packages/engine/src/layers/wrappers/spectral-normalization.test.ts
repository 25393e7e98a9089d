import { compileTrainStep } from '../../compile/compile-train-step.ts';
import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { spectralNormalization } from './spectral-normalization.ts';

const { layers } = tf;

/** A product with a matrix whose singular values are 4, 2 and 1. */
function stretching(settings = {}): tf.LayersModel {
  const layer = layers.dense({ name: 'dense', units: 3, useBias: false });
  const wrapped = spectralNormalization({ name: 'spectral', layer, powerIterations: 40, inputShape: [3], ...settings });
  const model = tf.sequential({ layers: [wrapped] });
  layer.setWeights([tf.tensor2d([0, -4, 0, 2, 0, 0, 0, 0, 1], [3, 3])]);
  return model;
}

const near = (values: number[]) => values.map((value) => expect.closeTo(value, 4));

describe('spectralNormalization', () => {
  afterEach(() => tf.disposeVariables());

  it('divides the kernel by its greatest singular value before the optimizer changes it', async () => {
    const model = stretching();
    const step = compileTrainStep({
      model,
      loss: 'meanSquaredError',
      optimizer: { kind: 'sgd', learningRate: 0.5, weightDecay: 0.1 },
    });
    const zeros = { shape: [2, 3], data: new Float32Array(6) };
    await step.train({ inputs: zeros, targets: zeros });
    expect([...(step.read().get('spectral/kernel') as Float32Array)]).toEqual(
      near([0, -1, 0, 0.5, 0, 0, 0, 0, 0.25].map((value) => value * (1 - 0.5 * 0.1))),
    );
    step.dispose();
  });

  it('approximates it from step to step, and uses what it has at inference', async () => {
    const model = stretching({ powerIterations: 1 });
    const optimizer = { kind: 'sgd', learningRate: 1e-9 } as const;
    const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer });
    const ones = { shape: [1, 3], data: Float32Array.of(1, 1, 1) };
    for (let count = 0; count < 40; count++) await step.train({ inputs: ones, targets: ones });
    step.updateModel();
    step.dispose();
    const outputs = tf.tidy(() => [...(model.predict(tf.ones([1, 3])) as tf.Tensor).dataSync()]);
    expect(outputs).toEqual(near([0.5, -1, 0.25]));
  });

  it('leaves a kernel of zeros as it is', () => {
    const layer = layers.dense({ units: 2, kernelInitializer: 'zeros' });
    const wrapped = spectralNormalization({ layer });
    tf.tidy(() => {
      expect([...(wrapped.apply(tf.ones([1, 2]), { training: true }) as tf.Tensor).dataSync()]).toEqual([0, 0]);
      expect([...(wrapped.weights[2]?.read().dataSync() ?? [])].every((value) => value !== 0)).toBe(true);
    });
  });

  it('is saved and loaded with its settings and weights', async () => {
    const model = stretching();
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    expect(again.toJSON()).toBe(model.toJSON());
    expect(again.weights.map(({ shape }) => shape)).toEqual([
      [3, 3],
      [1, 3],
    ]);
    again.layers[0]?.setWeights(model.layers[0]?.getWeights() ?? []);
    tf.tidy(() => {
      const outputs = [model, again].map((each) => [...(each.predict(tf.ones([1, 3])) as tf.Tensor).dataSync()]);
      expect(outputs[1]).toEqual(outputs[0]);
    });
  });

  it('refuses what has no kernel, and iterations that are not a number', () => {
    const without = () =>
      spectralNormalization({ layer: layers.flatten({ name: 'flat' }) }).apply(tf.input({ shape: [3] }));
    expect(without).toThrow(EngineError);
    expect(without).toThrow(/wraps "flat", a Flatten, which has no kernel/);
    expect(() => stretching({ powerIterations: 0 })).toThrow(
      /"spectral" \(SpectralNormalization\) was given powerIterations 0\./,
    );
  });
});
