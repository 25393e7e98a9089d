import { tf } from '../tensorflow.ts';
import { countMultiplyAdds, countParameters } from './count.ts';
import { formatProgram } from './format.ts';
import { recordModel } from '../model/record-model.ts';

describe('a recorded model', () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'stem',
        inputShape: [8, 8, 2],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
      }),
      tf.layers.depthwiseConv2d({ name: 'depth', kernelSize: 3, useBias: false }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.flatten(),
      tf.layers.dense({ name: 'head', units: 3, activation: 'softmax' }),
    ],
  });
  const program = recordModel(model, { inputs: ['image'], outputs: ['probabilities'] });
  afterAll(() => model.dispose());

  it('has the parameters that the model has', () => {
    expect(countParameters(program)).toBe(model.countParams());
  });

  it('has the multiply-adds of its convolutions and products, for one sample', () => {
    expect(countMultiplyAdds(program)).toBe(8 * 8 * 4 * 3 * 3 * 2 + 6 * 6 * 4 * 3 * 3 + 6 * 6 * 4 * 3);
  });

  it('counts the steps of a sequence folded into the batch', () => {
    const perStep = tf.sequential({
      layers: [tf.layers.timeDistributed({ inputShape: [5, 4], layer: tf.layers.dense({ units: 3 }) })],
    });
    expect(countMultiplyAdds(recordModel(perStep))).toBe(5 * 4 * 3);
    perStep.dispose();
  });

  it('reads as one line per node', () => {
    expect(formatProgram(program).trimEnd().split('\n')).toEqual([
      'inputs: %image: float32[?,8,8,2]',
      'outputs: probabilities = %20',
      'parameters: 547',
      'multiply-adds a sample: 6336',
      '',
      'stem/kernel: float32[3,3,2,4] = variable',
      'stem/bias: float32[4] = variable',
      'depth/depthwise_kernel: float32[3,3,4,1] = variable',
      'head/kernel: float32[144,3] = variable',
      'head/bias: float32[3] = variable',
      '',
      '%6: float32[?,8,8,4] = Conv2D(%image, stem/kernel) strides=[1,1,1,1] padding=SAME data_format=NHWC ' +
        'use_cudnn_on_gpu=true dilations=[1,1,1,1]',
      '%7: float32[?,8,8,4] = Add(%6, stem/bias)',
      '%8: float32[?,8,8,4] = Relu(%7)',
      '%9: float32[?,6,6,4] = DepthwiseConv2dNative(%8, depth/depthwise_kernel) strides=[1,1,1,1] padding=VALID ' +
        'data_format=NHWC dilations=[1,1,1,1]',
      '%11: float32[?,144] = Reshape(%9, [-1,144])',
      '%13: float32[1,?,144] = Reshape(%11, [1,-1,144])',
      '%15: float32[1,144,3] = Reshape(head/kernel, [1,144,3])',
      '%16: float32[1,?,3] = BatchMatMulV2(%13, %15) adj_x=false adj_y=false',
      '%18: float32[?,3] = Reshape(%16, [-1,3])',
      '%19: float32[?,3] = Add(%18, head/bias)',
      '%20: float32[?,3] = Softmax(%19)',
    ]);
  });
});
