import { compilePredict } from '../../compile/compile-predict.ts';
import { compileTrainStep } from '../../compile/compile-train-step.ts';
import { tf } from '../../tensorflow.ts';
import { kerasCases, modelOf } from './keras-layers.fixture.ts';
import { cases } from './layer-cases.fixture.ts';
import { drawn, networkOf } from './network.fixture.ts';

/** Numbers of 8 bits, and products of them. */
const TOLERANCE = 0.03;

describe('computes in mixed_bfloat16 almost as Keras does in float32', () => {
  afterEach(() => tf.disposeVariables());

  // Initial states are part of the call.
  const atInference = kerasCases.filter(({ training, states }) => !training && !states);
  it.each(atInference.map((each) => [each.layer, JSON.stringify(each.config), each] as const))(
    '%s %s',
    (...[, , each]) => {
      expect.hasAssertions();
      const predictor = compilePredict(modelOf(each), { precision: 'mixed_bfloat16' });
      const inputs = each.inputs.map((values) => tf.tensor(values, undefined, 'float32'));
      const outputs = predictor.predict(
        ...inputs.map((input) => ({ shape: input.shape, data: input.dataSync<'float32'>() })),
      );
      predictor.dispose();
      tf.dispose(inputs);
      for (const [index, expected] of each.outputs.entries()) {
        const found = outputs[index]?.data as Float32Array;
        const wanted = [expected].flat(9) as number[];
        const differences = wanted.map(
          (value, place) => Math.abs((found[place] ?? Number.NaN) - value) / Math.max(1, Math.abs(value)),
        );
        expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
      }
    },
  );
});

/** Those of products; the others compute in float32. */
const products =
  /^(conv|dense|depthwise|separable|einsum|multiHead|attention|additive|lstm|gru|timeDistributed|patch|squeeze)/;

describe('trains in mixed_bfloat16 almost as in float32', () => {
  afterEach(() => tf.disposeVariables());

  it.each(cases.filter(({ layer }) => products.test(layer)))('$layer', async (...[each]) => {
    const [x, y] = [drawn([6, ...each.shape], each.classes), drawn([6, 3])];
    const batch = {
      inputs: { shape: x.shape, data: x.dataSync<'float32'>() },
      targets: { shape: y.shape, data: y.dataSync<'float32'>() },
    };
    tf.dispose([x, y]);
    const model = networkOf(each);
    const weights = model.getWeights().map((weight) => weight.clone());
    const losses: number[] = [];
    for (const precision of ['float32', 'mixed_bfloat16'] as const) {
      model.setWeights(weights);
      const options = { loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.001 } } as const;
      const step = compileTrainStep({ model, ...options, precision });
      for (let index = 0; index < 3; index++) losses.push((await step.train(batch)).loss);
      step.dispose();
    }
    const [first = 0, , last = 0, ...inLow] = losses;
    expect(last).toBeLessThan(first);
    const differences = inLow.map((loss, index) => Math.abs(loss / (losses[index] as number) - 1));
    expect(Math.max(...differences)).toBeLessThan(0.02);
    tf.dispose(weights);
  });
});
