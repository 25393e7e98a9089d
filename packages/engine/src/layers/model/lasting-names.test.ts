import { tf } from '../../tensorflow.ts';
import { lastingNames } from './lasting-names.ts';

const { layers } = tf;

afterEach(() => tf.disposeVariables());

class Block2 extends tf.layers.Layer {
  static className = 'Block2';
}

/** Of named layers, unnamed ones of several classes, and what is within models and wrappers. */
const build = () =>
  tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3 }),
      layers.conv2d({ filters: 2, kernelSize: 3, name: 'named_Conv2D7' }),
      new Block2({}),
      tf.sequential({ layers: [layers.conv2d({ inputShape: [4, 4, 2], filters: 2, kernelSize: 3 })] }),
      layers.reshape({ targetShape: [4, 2] }),
      layers.bidirectional({ layer: layers.lstm({ units: 2 }), mergeMode: 'concat' }),
      layers.dense({ units: 2, name: 'classes' }),
    ],
  });

it('are the same for every model of the same layers', () => {
  const named = [build(), build()].map((model) => {
    const nameOf = lastingNames(model);
    return {
      layers: model.layers.map(({ name }) => nameOf(name)),
      weights: model.weights.map((w) => nameOf(w.originalName)),
    };
  });
  expect(named[1]).toEqual(named[0]);
  expect(named[0]?.layers).toEqual([
    'conv2d_Conv2D1',
    'named_Conv2D7',
    'block2_Block21',
    'sequential_2',
    'reshape_Reshape1',
    'bidirectional_Bidirectional1',
    'classes',
  ]);
  expect(named[0]?.weights).toEqual([
    'conv2d_Conv2D1/kernel',
    'conv2d_Conv2D1/bias',
    'named_Conv2D7/kernel',
    'named_Conv2D7/bias',
    'conv2d_Conv2D2/kernel',
    'conv2d_Conv2D2/bias',
    'bidirectional_Bidirectional1/forward_lstm_LSTM1/kernel',
    'bidirectional_Bidirectional1/forward_lstm_LSTM1/recurrent_kernel',
    'bidirectional_Bidirectional1/forward_lstm_LSTM1/bias',
    'bidirectional_Bidirectional1/backward_lstm_LSTM1/kernel',
    'bidirectional_Bidirectional1/backward_lstm_LSTM1/recurrent_kernel',
    'bidirectional_Bidirectional1/backward_lstm_LSTM1/bias',
    'classes/kernel',
    'classes/bias',
  ]);
});
