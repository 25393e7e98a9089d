import { compilePredict } from '../../compile/compile-predict.ts';
import { tf } from '../../tensorflow.ts';
import { kerasCases, modelOf } from './keras-layers.fixture.ts';

function outputsOf(model: tf.LayersModel, inputs: tf.Tensor[]): number[][] {
  const predictor = compilePredict(model);
  const outputs = predictor.predict(
    ...inputs.map((input) => ({ shape: input.shape, data: input.dataSync<'float32'>() })),
  );
  predictor.dispose();
  return outputs.map(({ data }) => Array.from(data as Float32Array));
}

/** tfjs loads some activations as other sums of the same. */
const near = (value: number): unknown => expect.closeTo(value, 6);

describe('is saved and loaded with its settings and weights', () => {
  afterEach(() => tf.disposeVariables());

  // Initial states are part of the call.
  const saved = kerasCases.filter(({ states }) => !states);
  it.each(saved.map((each) => [each.layer, JSON.stringify(each.config), each] as const))(
    '%s %s',
    async (...[, , each]) => {
      const inputs = each.inputs.map((values) => tf.tensor(values, undefined, 'float32'));
      const model = modelOf(each, inputs[0]?.shape[0]);
      const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
      again.setWeights(model.getWeights());
      const outputs = outputsOf(again, inputs);
      expect(outputs).toEqual(outputsOf(model, inputs).map((values) => values.map(near)));
      tf.dispose(inputs);
    },
  );
});
