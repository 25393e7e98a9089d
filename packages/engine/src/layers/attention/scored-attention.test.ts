import { compilePredict } from '../../compile/compile-predict.ts';
import { tf } from '../../tensorflow.ts';
import { outputOf } from '../lowering/recorded-layer.fixture.ts';
import { additiveAttention } from './additive-attention.ts';
import { attention } from './dot-attention.ts';

describe.each([
  ['attention', attention],
  ['additiveAttention', additiveAttention],
])('%s', (_, make) => {
  afterEach(() => tf.disposeVariables());

  it('leaves masked values out, and gives 0 at masked queries', () => {
    const input = tf.input({ shape: [null, 2] });
    const masked = tf.layers.masking({ maskValue: 0 }).apply(input) as tf.SymbolicTensor;
    const output = make({ useScale: false }).apply([masked, masked]) as tf.SymbolicTensor;
    const predictor = compilePredict(tf.model({ inputs: input, outputs: output }));
    const of = (data: number[]) => {
      const [result] = predictor.predict({ shape: [1, data.length / 2, 2], data: Float32Array.from(data) });
      return Array.from(result?.data as Float32Array);
    };
    const short = of([1, 2, -1, 1]);
    expect(of([1, 2, -1, 1, 0, 0])).toEqual([...short.map((value) => expect.closeTo(value, 6)), 0, 0]);
    predictor.dispose();
  });

  it('takes queries and values of three axes each', () => {
    const [x, flat] = [tf.input({ shape: [3, 2] }), tf.input({ shape: [2] })];
    const error = { code: 'engine/invalid-options', message: expect.stringContaining('[queries, values, keys]') };
    expect(() => make().apply(x)).toThrow(expect.objectContaining(error));
    expect(() => make().apply([x, flat])).toThrow(expect.objectContaining(error));
  });
});

it('attention drops weights in training by seed, layer and step', () => {
  const twice = (layer: tf.layers.Layer) => {
    const input = tf.input({ shape: [8, 4] });
    return tf.model({ inputs: input, outputs: layer.apply([input, input]) as tf.SymbolicTensor });
  };
  const model = twice(attention({ name: 'attention', dropout: 0.5 }));
  const [first, again, later] = [0, 0, 1].map((step) => outputOf(model, [2, 8, 4], { seed: 3, step }));
  expect(again).toEqual(first);
  expect(later).not.toEqual(first);
});
