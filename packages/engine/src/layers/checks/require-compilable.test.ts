import { compilePredict } from '../../compile/compile-predict.ts';
import { compileTrainStep } from '../../compile/compile-train-step.ts';
import { recordModel } from '../../model/record-model.ts';
import { tf } from '../../tensorflow.ts';
import { conv1dTranspose } from '../convolution/convolutions-of-sequences.ts';
import { gru } from '../recurrent/gru.ts';
import { spatialDropout2d } from '../regularization/spatial-dropout.ts';

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
    ['depthwiseConv2d', () => layers.depthwiseConv2d({ name: 'wide', kernelSize: 3, strides: 2, dilationRate: 2 })],
    ['conv2d', () => layers.conv2d({ name: 'wide', filters: 2, kernelSize: 3, strides: [1, 2], dilationRate: [2, 1] })],
    [
      'conv1dTranspose',
      () => conv1dTranspose({ name: 'wide', filters: 2, kernelSize: 3, strides: 2, dilationRate: 3 }),
    ],
  ])('is refused where the layer is made: strides and a dilation rate of %s', (_, make) => {
    expect(make).toThrow(/layer "wide" has strides .* and dilationRate .* One of them must be 1/);
  });

  it.each([
    [/layer "odd" is a randomWidth/, () => layers.randomWidth({ name: 'odd', factor: 0.5 })],
    [
      /layer "odd" has outputMode "tfIdf"/,
      () => layers.categoryEncoding({ name: 'odd', numTokens: 2, outputMode: 'tfIdf' }),
    ],
  ])('is refused by the name of the layer: %s', (message, make) => {
    const images = tf.input({ shape: [8, 8, 2] });
    const model = tf.model({ inputs: images, outputs: make().apply(images) as tf.SymbolicTensor });
    for (const door of [compileModel, compilePredict, recordModel]) expect(() => door(model)).toThrow(message);
  });

  it('is refused where the layer is made, if tfjs keeps nothing of it: groups and outputPadding', () => {
    const convolution = { name: 'grouped', filters: 4, kernelSize: 3 };
    const without = { groups: 1, outputPadding: null };
    expect(layers.conv2dTranspose({ ...convolution, ...without }).name).toBe('grouped');
    const grouped = { ...convolution, groups: 2 };
    expect(() => layers.conv2dTranspose(grouped)).toThrow(/layer "grouped" has groups 2/);
    const unnamed = { filters: 4, kernelSize: 3, groups: 2 };
    expect(() => layers.conv2dTranspose(unnamed)).toThrow(/A convolution has groups/);
    const padded = { ...convolution, outputPadding: [1, 1] };
    expect(() => layers.conv2dTranspose(padded)).toThrow(/layer "grouped" has outputPadding \[1,1\]/);
  });

  it.each([
    [/reLU.*was given negativeSlope 0.1/i, () => layers.reLU({ negativeSlope: 0.1 } as never)],
    [
      /was given pad_to_aspect_ratio true/,
      () => layers.resizing({ height: 1, width: 1, pad_to_aspect_ratio: true } as never),
    ],
    [
      /"seq" \(LSTM\) was given return_sequences true.*Did you mean returnSequences\?/,
      () => layers.lstm({ name: 'seq', units: 1, return_sequences: true } as never),
    ],
    [/return_sequences true.*Did you mean returnSequences/, () => gru({ units: 1, return_sequences: true } as never)],
    [/was given ratio 0.5/, () => spatialDropout2d({ rate: 0.1, ratio: 0.5 } as never)],
    [/keepdims true/, () => layers.globalAveragePooling2d({ keepdims: true } as never)],
    [/Did you mean activation\?/, () => layers.dense({ units: 1, activaton: 'relu' } as never)],
  ])('is refused where the layer is made, if tfjs does not know it: %s', (message, make) => {
    expect(make).toThrow(message);
  });

  it('is refused where a layer is loaded, if it changes what the layer computes', async () => {
    const model = tf.sequential({ layers: [layers.reLU({ name: 'leaky', inputShape: [2] })] });
    const topology = model.toJSON(undefined, false) as unknown as {
      config: { layers: { config: object }[] };
    };
    const loadWith = (settings: object) => {
      const altered = JSON.parse(JSON.stringify(topology)) as typeof topology;
      Object.assign(altered.config.layers[0]?.config as object, settings);
      return tf.models.modelFromJSON({ modelTopology: altered as never });
    };
    await expect(loadWith({ negative_slope: 0.2 })).rejects.toThrow(/"leaky" \(ReLU\) was given negativeSlope 0.2/);
    await expect(loadWith({ negative_slope: 0, threshold: 0, seed: 3 })).resolves.toBeDefined();
  });
});
