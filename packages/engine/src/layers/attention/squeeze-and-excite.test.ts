import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { squeezeAndExcite } from './squeeze-and-excite.ts';

describe('squeezeAndExcite', () => {
  it('computes what a mean and two convolutions of 1×1 do, with the same weights', () => {
    const { layers } = tf;
    const input = tf.input({ shape: [4, 3, 6] });
    const means = layers.reshape({ targetShape: [1, 1, 6] }).apply(layers.globalAveragePooling2d({}).apply(input));
    const conv = (filters: number, activation: 'relu' | 'sigmoid') =>
      layers.conv2d({ filters, kernelSize: 1, activation, biasInitializer: 'randomNormal' });
    const gates = conv(6, 'sigmoid').apply(conv(2, 'relu').apply(means)) as tf.SymbolicTensor;
    const scaled = layers.multiply().apply([input, gates]) as tf.SymbolicTensor;
    const composed = tf.model({ inputs: input, outputs: scaled });
    const model = tf.sequential({ layers: [squeezeAndExcite({ bottleneckFilters: 2, inputShape: [4, 3, 6] })] });
    model.setWeights(composed.getWeights());
    tf.tidy(() => {
      const images = tf.randomNormal([2, 4, 3, 6], 0, 1, 'float32', 1);
      const expected = composed.predict(images) as tf.Tensor;
      const difference = expected.sub(model.predict(images) as tf.Tensor);
      expect(difference.abs().max().dataSync()[0]).toBeLessThan(1e-6);
    });
  });

  it('is saved and loaded with its activations and initializers', async () => {
    const settings = { squeezeActivation: 'silu', exciteActivation: 'hardSigmoid6' } as const;
    const squeezeInitializer = tf.initializers.heNormal({ seed: 3 });
    const layer = squeezeAndExcite({ inputShape: [8], bottleneckFilters: 2, squeezeInitializer, ...settings });
    const model = tf.sequential({ layers: [layer] });
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    expect(again.toJSON()).toBe(model.toJSON());
    expect(model.toJSON()).toContain('hard_sigmoid6');
  });

  it.each([0, 1.5, Number.NaN, '4'])('refuses %p filters, naming itself', (bottleneckFilters) => {
    const make = () => squeezeAndExcite({ name: 'gate', bottleneckFilters: bottleneckFilters as number });
    expect(make).toThrow(EngineError);
    expect(make).toThrow(
      /"gate" \(SqueezeAndExcite\) was given bottleneckFilters .* Allowed: a whole number of at least 1\./,
    );
  });
});
