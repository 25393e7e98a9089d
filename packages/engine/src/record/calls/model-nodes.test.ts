import { compilePredict } from '../../compile/compile-predict.ts';
import { compileTrainStep } from '../../compile/compile-train-step.ts';
import { tf } from '../../tensorflow.ts';

const { layers } = tf;

afterEach(() => tf.disposeVariables());

/** A model inside of a model, two outputs of which are used. */
function withBackbone(): tf.LayersModel {
  const image = tf.input({ shape: [3] });
  const normalised = layers.batchNormalization({ name: 'norm', momentum: 0.9 }).apply(image) as tf.SymbolicTensor;
  const deeper = layers.dense({ name: 'deeper', units: 3 }).apply(normalised) as tf.SymbolicTensor;
  const backbone = tf.model({ inputs: image, outputs: [normalised, deeper] });
  const input = tf.input({ shape: [3] });
  const features = backbone.apply(input) as tf.SymbolicTensor[];
  return tf.model({ inputs: input, outputs: layers.add({ name: 'sum' }).apply(features) as tf.SymbolicTensor });
}

it('runs a layer of several outputs once: moving averages move once per step', async () => {
  const step = compileTrainStep({ model: withBackbone(), loss: 'meanSquaredError', optimizer: { kind: 'sgd' } });
  await step.train({
    inputs: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 1, 2, 3) },
    targets: { shape: [2, 3], data: new Float32Array(6) },
  });
  const mean = step.read().get('norm/moving_mean') as Float32Array;
  [0.1, 0.2, 0.3].forEach((value, index) => expect(mean[index]).toBeCloseTo(value, 6));
  step.dispose();
});

it('makes floats of whole numbers where the model has floats', () => {
  const input = tf.input({ shape: [2] });
  const halves = layers.rescaling({ scale: 0.5 }).apply(input) as tf.SymbolicTensor;
  const predictor = compilePredict(tf.model({ inputs: input, outputs: halves }));
  const [answer] = predictor.predict({ shape: [1, 2], data: Int32Array.of(1, 3) });
  expect(answer?.data).toEqual(Float32Array.of(0.5, 1.5));
  predictor.dispose();
});

it('leaves a model that computes in its own way to itself', () => {
  class Doubling extends tf.LayersModel {
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return ([inputs].flat()[0] as tf.Tensor).mul(2);
    }
  }
  const input = tf.input({ shape: [1] });
  const outputs = layers.activation({ activation: 'relu' }).apply(input) as tf.SymbolicTensor;
  const predictor = compilePredict(new Doubling({ inputs: input, outputs }));
  expect(predictor.predict({ shape: [1, 1], data: Float32Array.of(3) })[0]?.data).toEqual(Float32Array.of(6));
  predictor.dispose();
});

describe('masks and initial states', () => {
  const units = { units: 2, kernelInitializer: 'ones', recurrentInitializer: 'ones' } as const;

  it('do not go on to the layers after', () => {
    const input = tf.input({ shape: [2, 1] });
    const masked = layers.masking().apply(input);
    const last = layers.simpleRNN(units).apply(masked);
    const repeated = layers.repeatVector({ n: 2 }).apply(last) as tf.SymbolicTensor;
    const outputs = layers.simpleRNN(units).apply(repeated) as tf.SymbolicTensor;
    const predictor = compilePredict(tf.model({ inputs: input, outputs }));
    const [answer] = predictor.predict({ shape: [1, 2, 1], data: Float32Array.of(0.5, 0) });
    const first = Math.tanh(0.5);
    const middle = Math.tanh(2 * first);
    expect(answer?.data[0]).toBeCloseTo(Math.tanh(2 * first + 2 * middle), 5);
    predictor.dispose();
  });

  it('are those of each recurrent layer alone, with several of its outputs in use', () => {
    const [input, state] = [tf.input({ shape: [1, 1] }), tf.input({ shape: [2] })];
    const first = layers.simpleRNN({ ...units, returnSequences: true, returnState: true });
    const [sequence, last] = first.apply([input, state]) as [tf.SymbolicTensor, tf.SymbolicTensor];
    const second = layers.simpleRNN(units).apply(sequence) as tf.SymbolicTensor;
    const predictor = compilePredict(tf.model({ inputs: [input, state], outputs: [second, last] }));
    const [answer, kept] = predictor.predict(
      { shape: [1, 1, 1], data: Float32Array.of(0.1) },
      { shape: [1, 2], data: Float32Array.of(0.2, 0.3) },
    );
    expect(kept?.data[0]).toBeCloseTo(Math.tanh(0.6), 5);
    expect(answer?.data[0]).toBeCloseTo(Math.tanh(2 * Math.tanh(0.6)), 5);
    predictor.dispose();
  });
});
