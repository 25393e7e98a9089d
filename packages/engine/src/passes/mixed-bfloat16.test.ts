import { compileTrainStep } from '../compile/compile-train-step.ts';
import { hasBfloat16, precisionWarning } from '../precision.ts';
import type { Program } from '../program/program.ts';
import { tf } from '../tensorflow.ts';

const { layers } = tf;

function network(): tf.LayersModel {
  const kernelInitializer = tf.initializers.heNormal({ seed: 4 });
  return tf.sequential({
    layers: [
      layers.conv2d({
        name: 'conv',
        inputShape: [8, 8, 1],
        filters: 8,
        kernelSize: 3,
        useBias: false,
        kernelInitializer,
      }),
      layers.batchNormalization({ name: 'norm' }),
      layers.reLU({ name: 'relu' }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'head', units: 3, activation: 'softmax', kernelInitializer }),
    ],
  });
}

const warnings: string[] = [];
const compileWith = (precision: 'float32' | 'mixed_bfloat16') =>
  compileTrainStep({
    model: network(),
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'sgd', learningRate: 0.05 },
    precision,
    warn: (message) => warnings.push(message),
  });

const batch = {
  inputs: {
    shape: [12, 8, 8, 1],
    data: tf.tidy(() => tf.randomUniform([12, 8, 8, 1], 0, 1, 'float32', 1).dataSync<'float32'>()),
  },
  targets: { shape: [12], data: Int32Array.from({ length: 12 }, (_, index) => index % 3) },
};

describe('mixed_bfloat16', () => {
  afterEach(() => tf.disposeVariables());

  it('computes chains in bfloat16, casts at their ends, and keeps weights, statistics and losses in float32', () => {
    const step = compileWith('mixed_bfloat16');
    const program: Program = step.program(batch);
    const dtypes = (op: string) =>
      program.nodes.filter((node) => node.op === op).map(({ outputs }) => outputs.map(({ dtype }) => dtype).join());
    expect(dtypes('Conv2D')).toEqual(['bfloat16']);
    expect(dtypes('SightlineBatchNorm')).toEqual(['bfloat16,float32,float32,float32']);
    expect(dtypes('SightlineBatchNormGrad')).toEqual(['bfloat16,float32,float32']);
    expect(dtypes('SparseSoftmaxCrossEntropyWithLogits')).toEqual(['float32,float32']);
    expect(program.variables.every(({ dtype }) => dtype === 'float32')).toBe(true);
    // Input, two kernels and a bias in; logits, four gradients and what the loss sends back out or in.
    expect(dtypes('Cast').filter((dtype) => dtype === 'bfloat16').length).toBeLessThanOrEqual(6);
    step.dispose();
  });

  it('stays close to float32, and learns', async () => {
    const [exact, mixed] = [compileWith('float32'), compileWith('mixed_bfloat16')];
    const losses: number[] = [];
    for (let index = 0; index < 20; index++) {
      const [a, b] = [await exact.train(batch), await mixed.train(batch)];
      expect(Math.abs(a.loss - b.loss)).toBeLessThan(0.05 * Math.max(1, a.loss));
      losses.push(b.loss);
    }
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 2);
    exact.dispose();
    mixed.dispose();
  });

  it('warns on a CPU that has no bfloat16', () => {
    warnings.length = 0;
    compileWith('mixed_bfloat16').dispose();
    compileWith('float32').dispose();
    expect(warnings).toEqual([precisionWarning('mixed_bfloat16') ?? []].flat());
    expect(hasBfloat16(['avx2', 'fma'])).toBe(false);
    expect(hasBfloat16(['avx512f', 'avx512_bf16'])).toBe(true);
  });
});
