import { compileTrainStep } from '../../compile/compile-train-step.ts';
import { tf } from '../../tensorflow.ts';
import { cases } from './layer-cases.fixture.ts';
import { drawn, networkOf } from './network.fixture.ts';

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
      const step = compileTrainStep({ model, ...options, precision, warn: () => undefined });
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
