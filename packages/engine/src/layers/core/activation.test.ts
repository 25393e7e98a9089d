import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { activation } from './activation.ts';
import { type ActivationName, activationNames } from '../activation/activations.ts';

describe('activation', () => {
  it.each(activationNames())('%s is saved and loaded as it was', async (name) => {
    const layer = activation({ name: 'activation', activation: name as ActivationName, inputShape: [7] });
    const model = tf.sequential({ layers: [layer] });
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    tf.tidy(() => {
      const x = tf.tensor2d([[-4, -2.5, -0.7, 0, 0.4, 1.5, 5]]);
      const [values, loaded] = [model, again].map((each) => [...(each.predict(x) as tf.Tensor).dataSync()]);
      expect(loaded).toEqual(values?.map((value) => expect.closeTo(value, 6)));
    });
  });

  it('computes what its definition says', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([-4, -1, 0, 1, 4]);
      const of = (name: ActivationName) => [...(activation({ activation: name }).apply(x) as tf.Tensor).dataSync()];
      expect(of('hardSigmoid6')).toEqual([0, 1 / 3, 0.5, 2 / 3, 1].map((value) => expect.closeTo(value, 6)));
      expect(of('hardSwish')).toEqual([0, -1 / 3, 0, 2 / 3, 4].map((value) => expect.closeTo(value, 6)));
      expect(of('silu')).toEqual(of('swish').map((value) => expect.closeTo(value, 6)));
    });
  });

  it('sparsemax is the nearest point whose values add up to 1', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([
        [1, 0.8, 0.1],
        [5, 0, 0],
        [0.3, 0.3, 0.3],
        [0.6, 0.5, -3],
      ]);
      const rows = (activation({ activation: 'sparsemax' }).apply(x) as tf.Tensor2D).arraySync();
      const expected = [
        [0.6, 0.4, 0],
        [1, 0, 0],
        [1 / 3, 1 / 3, 1 / 3],
        [0.55, 0.45, 0],
      ];
      expect(rows).toEqual(expected.map((row) => row.map((value) => expect.closeTo(value, 6))));
    });
  });

  it('refuses a name that does not exist, in any layer, with the one that was meant', () => {
    const refused = (make: () => unknown) => expect(make).toThrow(EngineError);
    const hardSwsh = { name: 'gate', activation: 'hard_swsh' as never };
    expect(() => activation(hardSwsh)).toThrow(/"gate" was given activation "hard_swsh".*Did you mean "hardSwish"/);
    refused(() => activation(hardSwsh));
    refused(() => tf.layers.dense({ units: 1, activation: 'rely' as never }));
    refused(() => tf.layers.lstm({ units: 1, recurrentActivation: 'sigmod' as never }));
  });
});
