import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { subtract } from './subtract.ts';

describe('subtract', () => {
  it('is saved and loaded', async () => {
    const inputs = [tf.input({ shape: [3] }), tf.input({ shape: [1] })];
    const model = tf.model({ inputs, outputs: subtract().apply(inputs) as tf.SymbolicTensor });
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    tf.tidy(() => {
      const output = again.predict([tf.tensor2d([[1, 2, 3]]), tf.tensor2d([[2]])]) as tf.Tensor;
      expect([...output.dataSync()]).toEqual([-1, 0, 1]);
    });
  });

  it.each([1, 3])('refuses %i inputs, naming itself', (count) => {
    const inputs = Array.from({ length: count }, () => tf.input({ shape: [3] }));
    const apply = () => subtract({ name: 'difference' }).apply(count === 1 ? (inputs[0] as tf.SymbolicTensor) : inputs);
    expect(apply).toThrow(EngineError);
    expect(apply).toThrow(`"difference" needs two inputs. Received: ${count}.`);
  });
});
