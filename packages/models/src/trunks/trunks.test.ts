import { modelSpecSchema, parse, type HeadSpec, type ModelSpec } from '@sightline/contracts';
import { compilePredict, compileTrainStep, tf } from '@sightline/engine';
import { buildModel } from '../build-model.ts';
import type { Trunk, TrunkOptions } from './trunk.ts';
import { trunks } from './trunks.ts';

const specOf = (settings: object): ModelSpec => parse(modelSpecSchema, settings, 'the model');

/** A small network of each architecture. A new one must be added here, and is then held to the contract below. */
const small: { readonly [Name in keyof typeof trunks]: { spec: ModelSpec; inputShape: number[] } } = {
  cnn: {
    spec: specOf({
      architecture: 'cnn',
      filters: [3, 4],
      kernelSize: 2,
      denseUnits: 8,
      dropout: 0.2,
      batchNormalization: true,
    }),
    inputShape: [12, 10, 3],
  },
  'cnn-lstm': {
    spec: specOf({ architecture: 'cnn-lstm', filters: [3, 4], kernelSize: 2, lstmUnits: 6, dropout: 0.2 }),
    inputShape: [5, 12, 10, 1],
  },
};

const head: HeadSpec = { kind: 'dense', name: 'probabilities', units: 4, activation: 'softmax' };

afterEach(() => tf.disposeVariables());

describe.each(Object.entries(small))('%s', (...[, { spec, inputShape }]) => {
  const options: TrunkOptions = { inputShape, seed: 7 };
  const build = (seed = 7) => buildModel(spec, { inputShape, seed, head });
  const batchOf = (count: number) => tf.randomUniform([count, ...inputShape], 0, 1, 'float32', 1);

  it('turns a batch of samples into a row of features for each', () => {
    const { inputs, features } = (trunks[spec.architecture] as Trunk)(spec, options);
    expect(inputs.shape).toEqual([null, ...inputShape]);
    expect(features.shape).toEqual([null, expect.any(Number)]);
    const rows = tf.tidy(() => (tf.model({ inputs, outputs: features }).predict(batchOf(5)) as tf.Tensor).shape);
    expect(rows).toEqual([5, features.shape[1]]);
  });

  it('starts from the same weights under the same seed, from others under another', () => {
    const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => weight.dataSync<'float32'>());
    const first = weightsOf(build());
    expect(weightsOf(build())).toEqual(first);
    expect(weightsOf(build(8))).not.toEqual(first);
    const kernels = first.filter((values) => values.some((value) => value !== 0 && value !== 1));
    expect(new Set(kernels.map(([value]) => value)).size).toBe(kernels.length);
  });

  it('names its layers and weights the same each time', () => {
    const namesOf = (model: tf.LayersModel) => [
      model.name,
      ...model.layers.map((layer) => layer.name),
      ...model.weights.map((weight) => weight.originalName),
    ];
    const names = namesOf(build());
    expect(new Set(names).size).toBe(names.length);
    expect(namesOf(build())).toEqual(names);
  });

  it('is saved and loaded, and predicts the same when compiled', async () => {
    const model = build();
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    again.setWeights(model.getWeights());
    const predictor = compilePredict(again);
    tf.tidy(() => {
      const batch = batchOf(3);
      const expected = [...(model.predict(batch) as tf.Tensor).dataSync()];
      const [found] = predictor.predict({ shape: batch.shape, data: batch.dataSync<'float32'>() });
      expect([...(found?.data ?? [])]).toEqual(expected.map((value) => expect.closeTo(value, 6)));
    });
    predictor.dispose();
  });

  it('learns', async () => {
    const step = compileTrainStep({
      model: build(),
      loss: 'sparseCategoricalCrossentropy',
      optimizer: { kind: 'adam', learningRate: 0.01 },
    });
    const size = inputShape.reduce((product, length) => product * length, 1);
    const labels = Int32Array.from({ length: 16 }, (_, index) => index % 4);
    const data = Float32Array.from({ length: 16 * size }, (_, at) => (labels[Math.floor(at / size)] as number) / 4);
    const losses: number[] = [];
    for (let count = 0; count < 40; count++) {
      const batch = { inputs: { shape: [16, ...inputShape], data }, targets: { shape: [16], data: labels } };
      losses.push((await step.train(batch)).loss);
    }
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) * 0.8);
    step.dispose();
  });

  it('refuses samples that are too small or of another kind, and says what to change', () => {
    const shaped = (shape: readonly number[]) => () => buildModel(spec, { inputShape: shape, seed: 7, head });
    expect(shaped([...inputShape.slice(0, -3), 1, 10, 1])).toThrow(/1×10 are too small for 2 blocks/);
    expect(shaped([10])).toThrow(/takes (image|clip)s, \[.*\]; received samples of shape \[10\]/);
    const other = inputShape.length === 3 ? [5, ...inputShape] : inputShape.slice(1);
    expect(shaped(other)).toThrow(/Use an? (architecture for clips|one for images)|Use one for images/);
  });
});
