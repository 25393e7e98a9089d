import fc from 'fast-check';
import { registerKernels } from '../../kernels/register.ts';
import { tf } from '../../tensorflow.ts';
import { compile } from '../../compile/compile.ts';
import { expectCompiled, operationsOf } from '../own-operations.fixture.ts';

beforeAll(() => registerKernels());

const ours = (operations: readonly string[]): string[] => operations.filter((op) => op === 'SightlineElementwise');
const kept = (operations: readonly string[]): string[] =>
  operations.filter((op) => !['SightlineElementwise', 'Reshape'].includes(op));

/** Enough numbers to be worth a kernel. */
const ROWS = [40, 8] as const;

type Tensors = [whole: tf.Tensor, other: tf.Tensor, row: tf.Tensor, column: tf.Tensor, group: tf.Tensor];

function drawn(columns: number): Tensors {
  const normal = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
  return [
    normal([...ROWS, columns], 1),
    normal([...ROWS, columns], 2),
    normal([columns], 3),
    normal([...ROWS, 1], 4),
    normal([ROWS[0], 1, columns], 5),
  ];
}

const unary: readonly ((x: tf.Tensor) => tf.Tensor)[] = [
  tf.tanh,
  tf.sigmoid,
  tf.erf,
  tf.relu,
  tf.relu6,
  tf.square,
  tf.abs,
  tf.neg,
  (x) => x.abs().neg().exp(),
  (x) => x.square().add(0.1).sqrt(),
  (x) => x.square().add(0.1).rsqrt(),
  (x) => x.sub(x.mean(-1, true)),
  (x) => x.div(x.square().sum(-1, true).add(1)),
  (x) =>
    x
      .reshape([-1, x.shape.at(-1) as number])
      .mul(2)
      .reshape(x.shape),
];
const binary: readonly ((x: tf.Tensor, y: tf.Tensor) => tf.Tensor)[] = [
  tf.add,
  tf.sub,
  tf.mul,
  (x, y) => x.div(y.abs().add(0.5)),
  tf.maximum,
  tf.minimum,
];

interface Step {
  operation: number;
  first: number;
  second: number;
}

/** A graph of element-wise operations drawn at random: each step takes from the tensors before it. */
function graphOf(steps: readonly Step[]): (...tensors: Tensors) => tf.Tensor[] {
  return (...tensors) => {
    const wholes: tf.Tensor[] = [tensors[0].mul(0.5), tensors[1].add(1)];
    const others = tensors.slice(2);
    for (const { operation, first, second } of steps) {
      const x = wholes[first % wholes.length] as tf.Tensor;
      const operands = [...wholes, ...others];
      const apply = [...unary, ...binary][operation % (unary.length + binary.length)] as (
        ...given: tf.Tensor[]
      ) => tf.Tensor;
      wholes.push(apply(x, operands[second % operands.length] as tf.Tensor));
    }
    const last = wholes.at(-1) as tf.Tensor;
    return [...wholes.slice(-3), last.sum([0, 1])];
  };
}

/** Layer normalisation, as layers compute it. */
function normalized(x: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return x.sub(mean).mul(variance.add(1e-6).rsqrt());
}

const activations: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  gelu: (x) => x.mul(x.div(Math.SQRT2).erf().add(1).mul(0.5)),
  silu: (x) => x.mul(x.sigmoid()),
  hardSwish: (x) =>
    x.mul(
      x
        .add(3)
        .relu6()
        .mul(1 / 6),
    ),
  normalized,
  normalizedGelu: (x) => normalized(x).mul(x.div(Math.SQRT2).erf().add(1)),
};

describe('element-wise kernels', () => {
  it('give what TensorFlow gives, whatever the operations, shapes and order', () => {
    expect.hasAssertions();
    const step = fc.record<Step>({ operation: fc.nat(100), first: fc.nat(20), second: fc.nat(20) });
    const columns = fc.constantFrom(103, 128, 144);
    const matches = (steps: readonly Step[], width: number): void => {
      const tensors = drawn(width);
      const graph = graphOf(steps);
      expectCompiled(graph, { tensors, expectedOf: () => graph(...tensors), least: 1 });
    };
    fc.assert(fc.property(fc.array(step, { minLength: 2, maxLength: 14 }), columns, matches), { numRuns: 25 });
  });

  it.each(Object.keys(activations))('compute %s with its gradients in one pass each way', (name) => {
    const activation = activations[name] as (x: tf.Tensor) => tf.Tensor;
    const layer = (x: tf.Tensor, bias: tf.Tensor, slope: tf.Tensor): tf.Tensor[] => {
      const forward = (...[input, term]: tf.Tensor[]) => activation((input as tf.Tensor).add(term as tf.Tensor));
      const gradients = tf.grads((...given) =>
        forward(...given)
          .mul(slope)
          .sum(),
      )([x, bias]);
      return [forward(x, bias), ...gradients];
    };
    const [x, slope, bias] = drawn(128);
    expectCompiled(layer, { tensors: [x, bias, slope], expectedOf: () => layer(x, bias, slope), least: 1 });
    const [again, otherSlope, otherBias] = drawn(128);
    const operations = operationsOf(layer, [again, otherBias, otherSlope]);
    expect(ours(operations).length).toBeLessThanOrEqual(2);
    expect(kept(operations)).toEqual([]);
  });

  it('compute what takes long even where there is nothing to fuse it with', () => {
    const gradient = (x: tf.Tensor, slope: tf.Tensor) => [tf.grad((each) => each.tanh().mul(slope).sum())(x)];
    const [x, slope] = drawn(128);
    expect(ours(operationsOf((each: tf.Tensor) => [each.tanh()], [x]))).toHaveLength(1);
    expect(kept(operationsOf(gradient, [tf.keep(slope.clone()), slope]))).toEqual([]);
    expect(ours(operationsOf((each: tf.Tensor) => [each.relu()], [tf.ones([512, 128])]))).toEqual([]);
  });

  it('let what is not a number through', () => {
    const [x, other] = drawn(128);
    const fn = (a: tf.Tensor, b: tf.Tensor) => [
      a.div(0).sub(b.div(0)).relu(),
      a.mul(NaN).relu6().maximum(b),
      b.exp().mul(NaN).tanh().erf(),
    ];
    const compiled = compile(fn);
    for (const result of compiled(x, other)) expect(result.isNaN().any().dataSync()[0]).toBe(1);
    compiled.dispose();
  });

  it('leave to TensorFlow what it fuses into products, and what is small', () => {
    const dense = (x: tf.Tensor, weights: tf.Tensor, bias: tf.Tensor) => [
      tf
        .matMul(x as tf.Tensor2D, weights as tf.Tensor2D)
        .add(bias)
        .relu(),
    ];
    const operations = operationsOf(dense, [tf.ones([512, 64]), tf.ones([64, 128]), tf.ones([128])]);
    expect(operations).toEqual(['MatMul', 'BiasAdd', 'Relu']);
    expect(operationsOf((x: tf.Tensor) => [x.add(1).exp()], [tf.ones([64, 128])])).not.toContain(
      'SightlineElementwise',
    );
  });
});
