import { registerKernels } from '../kernels/register.ts';
import { type Program, valuesOf } from '../program/program.ts';
import { trace } from '../record/tracing/trace.ts';
import { Session } from '../session/session.ts';
import { tf } from '../tensorflow.ts';
import { useBiasOperations } from './bias.ts';
import { dropDeadCode } from './dead-code.ts';
import { dropDuplicates } from './duplicates.ts';
import { usePlainMatrixProducts } from './matrix-products.ts';
import { applyPasses, fusionPasses, type Pass } from './passes.ts';
import { usePointwiseGradients } from './pointwise-gradients.ts';
import { useGradientsOfPooledActivations } from './pooled-activations.ts';
import { dropNeedlessReshapes } from './reshapes.ts';

const inputs = tf.tidy(() => ({
  image: tf.randomUniform([2, 4, 4, 3], -1, 1, 'float32', 1),
  matrix: tf.randomUniform([5, 3], -1, 1, 'float32', 2),
  vector: tf.randomUniform([3], -1, 1, 'float32', 3),
}));
registerKernels();
afterAll(() => tf.dispose(inputs));

function recorded(fn: (tensors: typeof inputs) => tf.Tensor): Program {
  const named = Object.entries(inputs).map(([name, tensor]) => ({ name, tensor }));
  return trace((tensors) => ({ y: fn(tensors as typeof inputs) }), { inputs: named });
}

const operations = (program: Program): string[] => program.nodes.map(({ op }) => op);

function run(program: Program): Float32Array {
  const session = new Session();
  const [output] = session
    .load(program)
    .run(Object.values(inputs).map((tensor) => ({ shape: tensor.shape, data: tensor.dataSync() as Float32Array })));
  session.dispose();
  return output?.data as Float32Array;
}

/** Each: the pass, a function, and the operations that should be left. */
const cases: [name: string, pass: Pass, fn: (tensors: typeof inputs) => tf.Tensor, left: string[]][] = [
  ['a vector added becomes a bias', useBiasOperations, ({ image, vector }) => tf.add(image, vector), ['BiasAdd']],
  [
    'what is computed twice is computed once',
    dropDuplicates,
    ({ image }) => tf.mul(image.add(2).exp(), image.add(2).exp()),
    ['Add', 'Exp', 'Mul'],
  ],
  [
    'what differs in a number stays apart',
    dropDuplicates,
    ({ image }) => tf.mul(image.mul(0), image.mul(-0)),
    ['Mul', 'Mul', 'Mul'],
  ],
  ['axes that stay where they are', dropDuplicates, ({ matrix }) => tf.transpose(matrix, [0, 1]).exp(), ['Exp']],
  ['also from the left', useBiasOperations, ({ image, vector }) => tf.add(vector, image), ['BiasAdd']],
  [
    'a sum over all axes but the last becomes its gradient',
    useBiasOperations,
    ({ image }) => image.sum([0, 1, 2]),
    ['BiasAddGrad'],
  ],
  ['other sums stay', useBiasOperations, ({ image }) => image.sum([1, 2]), ['Sum']],
  ['a sum of two tensors stays', useBiasOperations, ({ image }) => tf.add(image, image), ['Add']],
  [
    'a product of matrices loses its batch',
    (program) => dropDeadCode(dropNeedlessReshapes(usePlainMatrixProducts(program))),
    ({ matrix }) => tf.matMul(matrix.reshape([1, 5, 3]), matrix.reshape([1, 5, 3]), false, true).reshape([5, 5]),
    ['MatMul'],
  ],
  [
    'products of many matrices stay',
    usePlainMatrixProducts,
    ({ image }) => tf.matMul(image, image, true),
    ['BatchMatMulV2'],
  ],
  [
    'reshapes join',
    (program) => dropDeadCode(dropNeedlessReshapes(program)),
    ({ matrix }) => matrix.reshape([15]).reshape([3, 5]).reshape([3, 5]).neg(),
    ['Reshape', 'Neg'],
  ],
  [
    'the gradient of a 1×1 kernel becomes a product',
    (program) => dropDeadCode(dropNeedlessReshapes(usePointwiseGradients(program))),
    ({ image }) =>
      tf.grad((kernel) =>
        tf
          .conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same')
          .square()
          .sum(),
      )(tf.ones([1, 1, 3, 2])),
    ['Conv2D', 'Reshape', 'Mul', 'Mul', 'Mul', 'Reshape', 'Reshape', 'MatMul', 'Reshape'],
  ],
  [
    'the gradient of a pooled ReLU masks the pooled gradient',
    useGradientsOfPooledActivations,
    ({ image }) =>
      tf.grad((x) =>
        tf
          .maxPool(tf.relu(x as tf.Tensor4D), 2, 2, 'valid')
          .square()
          .sum(),
      )(image),
    ['Relu', 'MaxPool', 'Square', 'Sum', 'Reshape', 'Mul', 'Cast', 'Mul', 'Mul', 'ReluGrad', 'MaxPoolGrad'],
  ],
  ['reshapes to the same shape go', dropNeedlessReshapes, ({ matrix }) => tf.neg(matrix.reshape([5, 3])), ['Neg']],
  [
    'what nothing needs goes',
    dropDeadCode,
    ({ matrix }) => {
      tf.exp(matrix);
      return tf.neg(matrix);
    },
    ['Neg'],
  ],
];

describe('the passes', () => {
  it.each(cases)('%s', (_, pass, fn, left) => {
    const program = recorded(fn);
    const passed = pass(program);
    expect(operations(passed)).toEqual(left);
    const [before, after] = [run(program), run(passed)];
    after.forEach((value, index) => expect(value).toBeCloseTo(before[index] as number, 5));
  });

  it('leave a program alone that they have been over', () => {
    for (const [, , fn] of cases) {
      const once = applyPasses(recorded(fn), fusionPasses);
      expect(String(applyPasses(once, fusionPasses))).toBe(String(once));
    }
  });

  it('keep the types of the outputs, and each value once', () => {
    for (const [, , fn] of cases) {
      const program = recorded(fn);
      const passed = applyPasses(program, fusionPasses);
      const typeOf = (of: Program) => {
        const { dtype, shape } = valuesOf(of).get(of.outputs[0]?.id as number) ?? {};
        return { dtype, shape };
      };
      expect(typeOf(passed)).toEqual(typeOf(program));
      const made = passed.nodes.flatMap(({ outputs }) => outputs.map(({ id }) => id));
      expect(new Set(made).size).toBe(made.length);
    }
  });
});
