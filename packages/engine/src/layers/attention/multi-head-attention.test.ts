import { compilePredict } from '../../compile/compile-predict.ts';
import { compileTrainStep } from '../../compile/compile-train-step.ts';
import type { HostTensor } from '../../host/host-tensor.ts';
import { tf } from '../../tensorflow.ts';
import { outputOf } from '../lowering/recorded-layer.fixture.ts';
import { multiHeadAttention } from './multi-head-attention.ts';

const kernelInitializer = tf.initializers.randomUniform({ minval: -1, maxval: 1, seed: 5 });
const attention = (options = {}) => multiHeadAttention({ numHeads: 2, keyDim: 3, kernelInitializer, ...options });
const drawn = (shape: number[], seed = 1) => tf.tidy(() => tf.randomUniform(shape, -1, 1, 'float32', seed));
const hostOf = (tensor: tf.Tensor) => ({ shape: tensor.shape, data: tensor.dataSync<'float32'>() });

function predict(model: tf.LayersModel, ...inputs: tf.Tensor[]): number[] {
  const predictor = compilePredict(model);
  const [{ data }] = predictor.predict(...inputs.map(hostOf)) as [HostTensor];
  predictor.dispose();
  return [...(data as Float32Array)];
}

describe('multiHeadAttention', () => {
  afterEach(() => tf.disposeVariables());

  it('has the positions of the queries, and the features that are asked for', () => {
    const [query, value] = [tf.input({ shape: [7, 4] }), tf.input({ shape: [5, 6] })];
    const shapeOf = (options: object) => (attention(options).apply([query, value]) as tf.SymbolicTensor).shape;
    expect(shapeOf({})).toEqual([null, 7, 4]);
    expect(shapeOf({ outputShape: 9, valueDim: 2 })).toEqual([null, 7, 9]);
  });

  it('knows nothing of later positions where it is causal', () => {
    tf.tidy(() => {
      const layer = attention({ useCausalMask: true });
      const [x, y] = [drawn([1, 4, 3]), drawn([1, 2, 3], 2)];
      const changed = tf.concat([x.slice([0, 0, 0], [1, 2, 3]), y], 1);
      const [all, other] = [x, changed].map((input) => (layer.apply(input) as tf.Tensor3D).arraySync()[0]);
      expect(other?.slice(0, 2)).toEqual(all?.slice(0, 2));
      expect(other?.slice(2)).not.toEqual(all?.slice(2));
    });
  });

  it('leaves masked positions out, in any batch and any length', () => {
    const input = tf.input({ shape: [null, 3] });
    const masked = tf.layers.masking({ maskValue: 0 }).apply(input) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: attention({ name: 'mha' }).apply(masked) as tf.SymbolicTensor });
    const short = drawn([2, 3, 3]);
    const long = short.pad([
      [0, 0],
      [0, 2],
      [0, 0],
    ]);
    const [of3, of5] = [predict(model, short), predict(model, long)];
    const kept = tf.tidy(() => [...tf.tensor(of5, [2, 5, 3]).slice([0, 0, 0], [2, 3, 3]).dataSync()]);
    expect(kept).toEqual(of3.map((value) => expect.closeTo(value, 5)));
    tf.dispose([short, long]);
  });

  it('passes the mask of the queries on: masked positions are left out of the loss', async () => {
    const input = tf.input({ shape: [3, 2] });
    const masked = tf.layers.masking({ maskValue: 0 }).apply(input) as tf.SymbolicTensor;
    const model = tf.model({
      inputs: input,
      outputs: attention({ outputShape: 1 }).apply(masked) as tf.SymbolicTensor,
    });
    const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.1 } });
    const lossOf = async (last: number) => {
      const inputs = { shape: [1, 3, 2], data: [1, 2, -1, 1, 0, 0] };
      return (await step.evaluate({ inputs, targets: { shape: [1, 3, 1], data: [0, 0, last] } })).loss;
    };
    expect(await lossOf(1000)).toBe(await lossOf(0));
    step.dispose();
  });

  it('leaves out what its mask of queries and keys says, and returns the weights, which add up to 1', () => {
    const [tokens, mask] = [tf.input({ shape: [3, 4] }), tf.input({ shape: [3, 3] })];
    const layer = attention({ useAttentionMask: true, returnAttentionScores: true });
    const [output, scores] = layer.apply([tokens, mask]) as tf.SymbolicTensor[];
    expect([output?.shape, scores?.shape]).toEqual([
      [null, 3, 4],
      [null, 2, 3, 3],
    ]);
    const counted = [1, 0, 1, 0, 1, 1, 1, 0, 0];
    const model = tf.model({ inputs: [tokens, mask], outputs: scores as tf.SymbolicTensor });
    const x = drawn([1, 3, 4]);
    const weights = predict(model, x, tf.tensor(counted, [1, 3, 3]));
    expect(weights.map((weight) => weight > 0)).toEqual([...counted, ...counted].map(Boolean));
    const sums = Array.from({ length: 6 }, (_, row) => weights.slice(3 * row, 3 * row + 3).reduce((a, b) => a + b));
    expect(sums).toEqual(sums.map(() => expect.closeTo(1, 5)));
    x.dispose();
  });

  it('attends within each row alone where the axis of columns is asked for', () => {
    tf.tidy(() => {
      const layer = attention({ attentionAxes: 2 });
      const [x, y] = [drawn([1, 2, 3, 4]), drawn([1, 1, 3, 4], 2)];
      const changed = tf.concat([x.slice([0, 0, 0, 0], [1, 1, 3, 4]), y], 1);
      const [all, other] = [x, changed].map((input) => (layer.apply(input) as tf.Tensor4D).arraySync()[0]);
      expect(other?.[0]).toEqual(all?.[0]);
      expect(other?.[1]).not.toEqual(all?.[1]);
    });
  });

  it('drops attention weights in training by seed, layer and step', () => {
    const layer = attention({ name: 'attention', dropout: 0.5 });
    const [first, again, later] = [0, 0, 1].map((step) => outputOf(layer, [2, 8, 4], { seed: 3, step }));
    expect(again).toEqual(first);
    expect(later).not.toEqual(first);
  });

  it('draws each kernel of a seeded initialiser by itself', () => {
    const layer = attention();
    layer.apply(tf.input({ shape: [4, 3] }));
    const kernels = layer.getWeights().filter(({ rank }) => rank === 3);
    expect(new Set(kernels.slice(0, 3).map((kernel) => kernel.dataSync().join())).size).toBe(3);
  });

  it.each([
    ['numHeads 0', () => attention({ numHeads: 0 })],
    ['keyDim 2.5', () => attention({ keyDim: 2.5 })],
    ['[null, 4]', () => attention().apply(tf.input({ shape: [4] }))],
    [
      'as many keys as values',
      () => attention().apply([[3], [3], [4]].map(([size]) => tf.input({ shape: [size!, 2] }))),
    ],
    [
      'attentionAxes [3] and an input of 4 axes',
      () => attention({ attentionAxes: 3 }).apply(tf.input({ shape: [2, 2, 3] })),
    ],
    ['attends to axes 1, 2', () => attention({ useCausalMask: true }).apply(tf.input({ shape: [2, 2, 3] }))],
    ['keyDims 2', () => attention({ keyDims: 2 })],
  ])('refuses %s', (message, make) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'engine/invalid-options', message: expect.stringContaining(message) }),
    );
  });
});
