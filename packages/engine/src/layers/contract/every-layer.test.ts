import { compileTrainStep } from '../../compile/compile-train-step.ts';
import { tf } from '../../tensorflow.ts';
import { cases } from './layer-cases.fixture.ts';
import { drawn, networkOf } from './network.fixture.ts';
import { lastingNames } from '../model/lasting-names.ts';

const { layers } = tf;

/**
 * Bases, cells (by their layers), other names of the same, what draws at random (tested by its distribution), and
 * `randomWidth`, which is refused.
 */
const elsewhere = new Set(
  (
    'Layer RNN RNNCell input inputLayer convLstm2dCell gruCell lstmCell simpleRNNCell stackedRNNCells ' +
    'avgPool1d avgPool2d avgPool3d avgPooling1d avgPooling2d avgPooling3d globalMaxPool1d globalMaxPool2d ' +
    'maxPool1d maxPool2d ' +
    'alphaDropout dropout gaussianDropout gaussianNoise spatialDropout1d randomWidth'
  ).split(' '),
);

it('covers every layer of tfjs', () => {
  const covered = new Set(cases.map(({ layer }) => layer.split(',')[0]));
  expect(Object.keys(layers).filter((name) => !elsewhere.has(name) && !covered.has(name))).toEqual([]);
});

function expectNear(actual: Float32Array | undefined, expected: Float32Array): void {
  const scale = Math.max(1e-3, ...expected.map(Math.abs));
  const differences = expected.map((value, place) => Math.abs(value - (actual?.[place] ?? Number.NaN)));
  expect(Math.max(...differences) / scale).toBeLessThan(1e-5);
}

describe('trains one step as in eager tfjs', () => {
  afterEach(() => tf.disposeVariables());

  it.each(cases)('$layer', async (...[each]) => {
    expect.hasAssertions();
    const model = networkOf(each);
    const batch = 6;
    const x = drawn([batch, ...each.shape], each.classes);
    const y = tf.randomUniform([batch, 3], -1, 1, 'float32', 4);
    const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.5 } });
    const { loss } = await step.train({
      inputs: { shape: x.shape, data: x.dataSync<'float32'>() },
      targets: { shape: y.shape, data: y.dataSync<'float32'>() },
    });
    const compiled = step.read();
    const lasting = lastingNames(model);
    step.dispose();
    tf.tidy(() => {
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { value, grads } = tf.variableGrads(() => {
        const error = tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor);
        return model.calculateLosses().reduce((sum, penalty) => sum.add(penalty), error) as tf.Scalar;
      }, variables);
      expectNear(Float32Array.of(loss), value.dataSync<'float32'>());
      model.trainableWeights.forEach((weight, index) => {
        const variable = variables[index] as tf.Variable;
        const updated = variable.sub((grads[variable.name] as tf.Tensor).mul(0.5));
        expectNear(compiled.get(lasting(weight.originalName)) as Float32Array, updated.dataSync<'float32'>());
      });
      for (const weight of model.nonTrainableWeights) {
        expectNear(compiled.get(lasting(weight.originalName)) as Float32Array, weight.read().dataSync<'float32'>());
      }
    });
    tf.dispose([x, y]);
  });
});
