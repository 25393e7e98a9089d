import { tf } from '../../tensorflow.ts';
import { penaltiesOf } from './penalties.ts';

const { layers } = tf;
/** 1 for each weight. */
const count = { apply: (weight: tf.Tensor) => tf.onesLike(weight).sum() };
const counting = Object.assign(Object.create(tf.regularizers.l2()) as object, count) as ReturnType<
  typeof tf.regularizers.l2
>;

function totalOf(model: tf.LayersModel): number {
  return tf.tidy(
    () =>
      penaltiesOf(model)
        .reduce<tf.Tensor>((sum, each) => sum.add(each), tf.scalar(0))
        .dataSync()[0]!,
  );
}

const dense = (options: object = {}) =>
  layers.dense({ units: 2, useBias: false, kernelRegularizer: counting, ...options });

describe('penalties', () => {
  afterEach(() => tf.disposeVariables());

  it.each<[string, number, () => tf.layers.Layer[]]>([
    ['a layer', 6, () => [dense({ inputShape: [3] })]],
    ['a model inside', 6, () => [tf.sequential({ layers: [dense({ inputShape: [3] })] })]],
    ['a wrapped layer', 6, () => [layers.timeDistributed({ layer: dense(), inputShape: [4, 3] })]],
    [
      'a model inside a wrapper',
      6,
      () => [
        layers.timeDistributed({ layer: tf.sequential({ layers: [dense({ inputShape: [3] })] }), inputShape: [4, 3] }),
      ],
    ],
    [
      'a recurrent layer',
      4,
      () => [layers.simpleRNN({ units: 2, recurrentRegularizer: counting, inputShape: [4, 3] })],
    ],
    [
      'stacked cells',
      12,
      () => {
        const cells = [
          layers.lstmCell({ units: 2, biasRegularizer: counting }),
          layers.simpleRNNCell({ units: 2, recurrentRegularizer: counting }),
        ];
        return [layers.rnn({ cell: layers.stackedRNNCells({ cells }), inputShape: [4, 3] })];
      },
    ],
  ])('of %s count', (_, expected, make) => {
    expect(totalOf(tf.sequential({ layers: make() }))).toBe(expected);
  });

  it('of both directions count', () => {
    const layer = layers.simpleRNN({
      units: 2,
      kernelRegularizer: tf.regularizers.l1({ l1: 1 }),
      kernelInitializer: 'ones',
    });
    const model = tf.sequential({
      layers: [layers.bidirectional({ layer, mergeMode: 'concat', inputShape: [4, 3] } as never)],
    });
    expect(totalOf(model)).toBe(12);
  });

  it('of a layer that is used twice count once, and so do added losses', () => {
    const shared = dense({ units: 3 });
    const input = tf.input({ shape: [3] });
    const model = tf.model({ inputs: input, outputs: shared.apply(shared.apply(input)) as tf.SymbolicTensor });
    shared.addLoss(() => tf.scalar(100));
    model.addLoss(() => tf.scalar(1000));
    expect(totalOf(model)).toBe(1109);
  });

  it('of a layer that computes them itself count', () => {
    class Penalised extends layers.Layer {
      static className = 'Penalised';
      override calculateLosses(): tf.Scalar[] {
        return [tf.scalar(7)];
      }
    }
    expect(totalOf(tf.sequential({ layers: [new Penalised({ inputShape: [3] })] }))).toBe(7);
  });
});
