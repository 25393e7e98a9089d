import { compilePredict } from '../../compile/compile-predict.ts';
import { recordModel } from '../../model/record-model.ts';
import { Session } from '../../session/session.ts';
import { tf } from '../../tensorflow.ts';

const { layers } = tf;
const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

interface Case {
  what: string;
  model: () => tf.LayersModel;
  input: tf.TensorLike;
  /** What Keras 3.15 gives; golden/layers.json has more. */
  expected?: number[];
}

const image = tf.util.createShuffledIndices(32);
const squares = Array.from({ length: 16 }, (_, index) => index);
const stacked = (...list: tf.layers.Layer[]) => tf.sequential({ layers: list });

const cases: Case[] = [
  {
    what: 'resizing, first',
    model: () => stacked(layers.resizing({ inputShape: [4, 4, 1], height: 2, width: 3 })),
    input: tf.util.toNestedArray([1, 4, 4, 1], Float32Array.from(squares)) as tf.TensorLike,
    expected: [2.1666667, 3.5, 4.8333335, 10.166667, 11.5, 12.833333],
  },
  {
    what: 'resizing, in the middle, with layers after it',
    model: () =>
      stacked(
        layers.conv2d({ inputShape: [4, 4, 2], filters: 2, kernelSize: 1, kernelInitializer: seeded(1) }),
        layers.resizing({ height: 3, width: 5, interpolation: 'nearest' }),
        layers.flatten(),
        layers.dense({ units: 2, kernelInitializer: seeded(2) }),
      ),
    input: tf.util.toNestedArray([1, 4, 4, 2], Float32Array.from(image)) as tf.TensorLike,
  },
  {
    what: 'centerCrop, of an image that is too small',
    model: () => stacked(layers.centerCrop({ inputShape: [2, 4, 1], height: 3, width: 3 })),
    input: tf.util.toNestedArray([1, 2, 4, 1], Float32Array.from(squares.slice(0, 8))) as tf.TensorLike,
    expected: [1, 1.5, 2, 3, 3.5, 4, 5, 5.5, 6],
  },
  {
    what: 'centerCrop, in the middle',
    model: () =>
      stacked(
        layers.activation({ inputShape: [4, 5, 1], activation: 'relu' }),
        layers.centerCrop({ height: 2, width: 4 }),
        layers.flatten(),
      ),
    input: tf.util.toNestedArray(
      [1, 4, 5, 1],
      Float32Array.from({ length: 20 }, (_, index) => index),
    ) as tf.TensorLike,
    expected: [5, 6, 7, 8, 10, 11, 12, 13],
  },
  {
    what: 'categoryEncoding',
    model: () => stacked(layers.categoryEncoding({ inputShape: [3], numTokens: 4, outputMode: 'count' })),
    input: [[0, 2, 2]],
    expected: [1, 0, 2, 0],
  },
];

describe('the same eager, compiled and exported:', () => {
  afterEach(() => tf.disposeVariables());

  it.each(cases)('$what', ({ model: make, input, expected }) => {
    const model = make();
    const x = tf.tensor(input, undefined, 'float32');
    const host = { shape: x.shape, data: x.dataSync<'float32'>() };
    const eager = model.predict(x) as tf.Tensor;
    const shape = model.outputs[0]?.shape.slice(1);
    expect(eager.shape.slice(1)).toEqual(shape);
    const predictor = compilePredict(model);
    const session = new Session();
    const results = [predictor.predict(host)[0], session.load(recordModel(model)).run([host])[0]];
    predictor.dispose();
    session.dispose();
    const wanted = expected ?? [...eager.dataSync()];
    for (const { data, shape: given } of [
      { data: eager.dataSync(), shape: eager.shape },
      ...results.map((each) => each as NonNullable<typeof each>),
    ]) {
      expect(given).toEqual(eager.shape);
      wanted.forEach((value, index) => expect(data[index]).toBeCloseTo(value, 4));
      expect(data).toHaveLength(wanted.length);
    }
    tf.dispose([x, eager]);
  });

  it('refuses a category that does not exist', () => {
    const model = stacked(
      layers.categoryEncoding({ name: 'codes', inputShape: [2], numTokens: 3, outputMode: 'oneHot' }),
    );
    const predictor = compilePredict(model);
    expect(predictor.predict({ shape: [1, 2], data: [0, 2] })[0]?.data).toEqual(Float32Array.of(1, 0, 0, 0, 0, 1));
    for (const wrong of [3, -1, 1.5])
      expect(() => predictor.predict({ shape: [1, 2], data: [0, wrong] })).toThrow(
        /GatherV2 .*"codes".* it was given -?\d at \[0,1\], and there are 3: 0 to 2/,
      );
    predictor.dispose();
  });
});
