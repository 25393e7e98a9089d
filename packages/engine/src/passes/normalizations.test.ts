import fc from 'fast-check';
import { batchNormTraining } from '../kernels/batch-normalization.ts';
import { registerKernels } from '../kernels/register.ts';
import { tf } from '../tensorflow.ts';
import { expectCompiled, operationsOf } from './own-operations.fixture.ts';

interface Settings {
  batch: number;
  height: number;
  width: number;
  channels: number;
  activation: 'linear' | 'relu' | 'relu6';
  /** Of the input. */
  mean: number;
}

type Tensors = [x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D, slope: tf.Tensor4D];

/** A normalisation as layers use it, its statistics, and all gradients of the sum of its outputs times `slope`. */
function layer({ activation }: Settings): (...tensors: Tensors) => tf.Tensor[] {
  const act = { linear: (x: tf.Tensor) => x, relu: tf.relu, relu6: tf.relu6 }[activation];
  const normalize = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) =>
    batchNormTraining(x as tf.Tensor4D, { scale, offset, epsilon: 1e-3 });
  return (x, scale, offset, slope) => {
    const loss = (...given: tf.Tensor[]) =>
      act(normalize(...(given as [tf.Tensor, tf.Tensor, tf.Tensor])).y)
        .mul(slope)
        .sum();
    const { y, mean, variance } = normalize(x, scale, offset);
    return [act(y), mean, variance, ...tf.grads(loss)([x, scale, offset])];
  };
}

/**
 * The same in TensorFlow's operations; which gradients an activation lets through is taken from `output`, for a value
 * close to its bounds may round to either side of them.
 */
function expectedOf(each: Settings, tensors: Tensors, output: tf.Tensor): tf.Tensor[] {
  const [x, scale, offset, slope] = tensors;
  const [value, mean, variance] = layer(each)(...tensors) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const bounds = { linear: [-Infinity, Infinity], relu: [0, Infinity], relu6: [0, 6] }[each.activation] as [
    number,
    number,
  ];
  const passed = output.greater(bounds[0]).logicalAnd(output.less(bounds[1])).toFloat();
  const [, , , ...gradients] = layer({ ...each, activation: 'linear' })(
    x,
    scale,
    offset,
    slope.mul<tf.Tensor4D>(passed),
  );
  return [value, mean, variance, ...gradients];
}

function drawn({ batch, height, width, channels, mean }: Settings): Tensors {
  const shape: [number, number, number, number] = [batch, height, width, channels];
  return [
    tf.randomNormal(shape, mean, 2, 'float32', 1),
    tf.randomUniform([channels], 0.5, 1.5, 'float32', 2),
    tf.randomUniform([channels], -1, 5, 'float32', 3),
    tf.randomNormal(shape, 0, 1, 'float32', 4),
  ];
}

const settings = fc.record<Settings>({
  batch: fc.integer({ min: 1, max: 4 }),
  // With fewer values a channel may hardly vary: then any two ways to round are far apart.
  height: fc.integer({ min: 2, max: 9 }),
  width: fc.integer({ min: 4, max: 9 }),
  channels: fc.oneof(fc.constantFrom(4, 8, 16, 24, 32, 144), fc.integer({ min: 4, max: 70 })),
  activation: fc.constantFrom('linear', 'relu', 'relu6'),
  mean: fc.constantFrom(0, 1, -5),
});

const operations = (each: Settings): string[] => operationsOf(layer(each), drawn(each));
const standard: Settings = { batch: 2, height: 4, width: 4, channels: 16, activation: 'relu', mean: 0 };

describe('custom normalisations', () => {
  beforeAll(registerKernels);

  it('compute what TensorFlow does, and so do their gradients, whatever the shapes', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(settings, (each) => {
        const tensors = drawn(each);
        expectCompiled(layer(each), {
          tensors,
          expectedOf: (output) => expectedOf(each, tensors, output),
          least: 1,
        });
      }),
      { numRuns: 40 },
    );
  });

  it.each(['relu', 'relu6'] as const)('take in %s and its mask', (activation) => {
    const made = operations({ ...standard, activation });
    expect(made.filter((op) => /BatchNorm|Relu/.test(op)).sort()).toEqual([
      'SightlineBatchNorm',
      'SightlineBatchNormGrad',
    ]);
  });

  it('leave channels that do not fill a vector to TensorFlow', () => {
    expect(operations({ ...standard, channels: 3 }).filter((op) => op.startsWith('Sightline'))).toEqual([]);
  });
});
