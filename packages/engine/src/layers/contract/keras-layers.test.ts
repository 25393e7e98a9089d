import { registerKernels } from '../../kernels/register.ts';
import { applyPasses } from '../../passes/passes.ts';
import { passesFor } from '../../precision.ts';
import { trace } from '../../record/tracing/trace.ts';
import { Session } from '../../session/session.ts';
import { tf } from '../../tensorflow.ts';
import { type KerasCase, kerasCases, modelOf } from './keras-layers.fixture.ts';
import { frozenWithin } from '../model/layers-within.ts';
import { lowerLayer } from '../lowering/lowering.ts';
import { StepContext } from '../../record/step-context.ts';

interface Results {
  readonly outputs: ArrayLike<number>[];
  readonly gradients: { readonly inputs: ArrayLike<number>[]; readonly weights: ArrayLike<number>[] };
  readonly statistics: ArrayLike<number>[];
}

const asTensors = (values: tf.TensorLike[]): tf.Tensor[] =>
  values.map((value) => tf.tensor(value, undefined, 'float32'));
const named = (name: string, tensors: tf.Tensor[]) =>
  tensors.map((tensor, index) => ({ name: `${name}${index}`, tensor }));

/** Runs a case as one program: forward, backward, statistics. */
function run(each: KerasCase): Results {
  const inputs = asTensors(each.inputs).map((tensor) => tf.variable(tensor));
  const cotangents = asTensors(each.cotangents);
  const model = modelOf(each, inputs[0]?.shape[0]);
  const [trainable, statistics] = [model.trainableWeights, model.nonTrainableWeights];
  const weights = trainable.map((weight) => weight.read() as tf.Variable);
  const sources = each.classes ? weights : [...inputs, ...weights];
  const kept: tf.Tensor[] = [];
  const program = trace(
    () => {
      const forward = () => {
        const outputs = [model.apply(inputs, { training: each.training ?? false })].flat() as tf.Tensor[];
        kept.push(...outputs.map((output) => tf.keep(output)));
        return tf.addN<tf.Scalar>(outputs.map((output, index) => output.mul(cotangents[index] as tf.Tensor).sum()));
      };
      // Categories have no gradient, and a layer of them no weights.
      const grads = sources.length > 0 ? tf.variableGrads(forward, sources).grads : (forward(), {});
      const gradients = sources.map(({ name }) => grads[name] as tf.Tensor);
      return Object.fromEntries(
        [...named('output', kept), ...named('gradient', gradients)].map(({ name, tensor }) => [name, tensor]),
      );
    },
    {
      inputs: [...named('input', inputs), ...named('cotangent', cotangents)],
      variables: [
        ...named('weight', weights),
        ...named(
          'statistic',
          statistics.map((weight) => weight.read()),
        ),
      ],
      lower: (layer) =>
        lowerLayer(layer, new StepContext({ frozen: frozenWithin(model), seed: 0, step: tf.scalar(0, 'int32') })),
    },
  );
  const session = new Session();
  const fed = [...inputs, ...cotangents].map((tensor) => ({
    shape: tensor.shape,
    data: tensor.dataSync<'float32'>(),
  }));
  const results = session
    .load(applyPasses(program, passesFor()))
    .run(fed)
    .map(({ data }) => data as Float32Array);
  const after = session.read();
  session.dispose();
  const gradients = results.slice(kept.length);
  const split = sources.length - weights.length;
  return {
    outputs: results.slice(0, kept.length),
    gradients: { inputs: gradients.slice(0, split), weights: gradients.slice(split) },
    // What a program does not use, it does not keep.
    statistics: statistics.map(
      (weight, index) => (after.get(`statistic${index}`) as Float32Array | undefined) ?? weight.read().dataSync(),
    ),
  };
}

function expectClose(actual: ArrayLike<number>[], expected: tf.TensorLike[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((values, index) => {
    const found = actual[index] as ArrayLike<number>;
    const wanted = [values].flat(9) as number[];
    expect(found).toHaveLength(wanted.length);
    const differences = wanted.map(
      (value, place) => Math.abs((found[place] ?? 0) - value) / Math.max(1, Math.abs(value)),
    );
    expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
  });
}

/**
 * Bases, other names of the same, inputs, what draws at random (tested by its distribution), cells that are tested by
 * their layers, and `randomWidth`, which is refused.
 */
const elsewhere = new RegExp(
  '^(Layer|RNN|RNNCell|input|inputLayer|stackedRNNCells|convLstm2dCell|.*[pP]ool\\dd|avgPooling\\dd|' +
    '.*[dD]ropout.*|gaussianNoise|randomWidth)$',
);

it('covers the layers that tfjs and Keras both have', () => {
  const covered = new Set(kerasCases.flatMap((each) => namesIn(each)));
  expect(Object.keys(tf.layers).filter((name) => !covered.has(name) && !elsewhere.test(name))).toEqual([]);
});

/** Of the layer and of those in its settings. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { layer, ...others } = value as { layer?: unknown };
  return [...(typeof layer === 'string' ? [layer] : namesIn(layer)), ...Object.values(others).flatMap(namesIn)];
}

describe('computes as Keras does', () => {
  beforeAll(registerKernels);
  afterEach(() => tf.disposeVariables());

  it.each(kerasCases.map((each) => [each.layer, JSON.stringify(each.config), each] as const))(
    '%s %s',
    (...[, , each]) => {
      expect.hasAssertions();
      const { outputs, gradients, statistics } = run(each);
      expectClose(outputs, each.outputs, 1e-5);
      expectClose(gradients.inputs, each.gradients.inputs, 1e-4);
      expectClose(gradients.weights, each.gradients.weights, 1e-4);
      expectClose(statistics, each.statisticsAfter, 1e-5);
    },
  );
});
