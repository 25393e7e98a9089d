import { compilePredict } from '../compile/compile-predict.ts';
import { compileTrainStep } from '../compile/compile-train-step.ts';
import { tf } from '../tensorflow.ts';

const { layers } = tf;
const compileModel = (model: tf.LayersModel) =>
  compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.1 } });

describe('what a compiled step would leave out', () => {
  afterEach(() => tf.disposeVariables());

  it('is refused by the name of the layer: an activity regulariser', () => {
    const layer = layers.dense({ name: 'inner', units: 2, activityRegularizer: 'l1l2' });
    const model = tf.sequential({ layers: [layers.timeDistributed({ layer, inputShape: [4, 3] })] });
    expect(() => compileModel(model)).toThrow(/layer "inner" has an activity regulariser/);
  });

  it('is refused by the name of the layer: a call hook', () => {
    const model = tf.sequential({ layers: [layers.dense({ name: 'watched', units: 2, inputShape: [3] })] });
    model.layers[0]?.setCallHook(() => undefined);
    expect(() => compileModel(model)).toThrow(/layer "watched" has a call hook/);
    model.layers[0]?.clearCallHook();
    compileModel(model).dispose();
  });

  it.each([
    ['depthwiseConv2d', () => layers.depthwiseConv2d({ name: 'wide', kernelSize: 3, dilationRate: 2 })],
    [
      'conv2dTranspose',
      () => layers.conv2dTranspose({ name: 'wide', filters: 2, kernelSize: 3, dilationRate: [1, 2] }),
    ],
  ])('is refused by the name of the layer: the dilation rate of %s', (_, make) => {
    const images = tf.input({ shape: [8, 8, 2] });
    const model = tf.model({ inputs: images, outputs: make().apply(images) as tf.SymbolicTensor });
    expect(() => compileModel(model)).toThrow(/layer "wide" has dilationRate \[\d,2\], which tfjs ignores/);
    expect(() => compilePredict(model)).toThrow(/layer "wide" has dilationRate/);
  });

  it('is refused where the layer is made, if tfjs keeps nothing of it: groups and outputPadding', () => {
    const convolution = { name: 'grouped', filters: 4, kernelSize: 3 };
    const without = { groups: 1, outputPadding: null };
    expect(layers.conv2dTranspose({ ...convolution, ...without }).name).toBe('grouped');
    const grouped = { ...convolution, groups: 2 };
    expect(() => layers.conv2d(grouped)).toThrow(/layer "grouped" has groups 2/);
    const unnamed = { filters: 4, kernelSize: 3, groups: 2 };
    expect(() => layers.conv2d(unnamed)).toThrow(/A convolution has groups/);
    const padded = { ...convolution, outputPadding: [1, 1] };
    expect(() => layers.conv2dTranspose(padded)).toThrow(/layer "grouped" has outputPadding \[1,1\]/);
  });
});
