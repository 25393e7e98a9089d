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
});
