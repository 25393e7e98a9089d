import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Trains four steps of a network of convolutions and normalisations in a separate process;
 * its losses and the state it ends in.
 */
const SCRIPT = `
  import { compileTrainStep, doctor, tf } from ${JSON.stringify(join(import.meta.dirname, '../../dist/index.js'))};
  const { layers } = tf;
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  const model = tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [9, 9, 16], filters: 16, kernelSize: 3, activation: 'relu', kernelInitializer }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same', kernelInitializer }),
      layers.batchNormalization(),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 3, activation: 'softmax', kernelInitializer }),
    ],
  });
  const x = tf.randomNormal([5, 9, 9, 16], 0, 1, 'float32', 2);
  const batch = {
    inputs: { shape: x.shape, data: x.dataSync() },
    targets: { shape: [5], data: Int32Array.of(0, 1, 2, 0, 1) },
  };
  const step = compileTrainStep({
    model,
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'sgd', learningRate: 0.1 },
  });
  const losses = [];
  for (let index = 0; index < 4; index++) losses.push((await step.train(batch)).loss);
  const operations = step.program(batch).nodes.map(({ op }) => op).filter((op) => op.startsWith('Sightline'));
  console.log(JSON.stringify({ kernels: doctor().kernels, losses, hash: step.hash(), operations: operations.length }));
`;

interface Outcome {
  kernels: string;
  losses: number[];
  hash: string;
  operations: number;
}

function train(kernels: string): Outcome {
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
    encoding: 'utf8',
    env: { ...process.env, SIGHTLINE_KERNELS: kernels },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(output) as Outcome;
}

describe('the custom kernels', () => {
  const off = train('off');

  it('are left out when they are off', () => {
    expect(off).toMatchObject({ kernels: 'off', operations: 0 });
  });

  it.each(['avx512', 'avx2', 'portable'])('train as TensorFlow does with %s, or what this CPU has of it', (kernels) => {
    const [first, second] = [train(kernels), train(kernels)];
    expect(first.operations).toBe(9);
    first.losses.forEach((loss, index) => expect(Math.abs(loss - (off.losses[index] as number))).toBeLessThan(1e-5));
    expect(second).toEqual(first);
  });

  it('give the same bits with AVX2 as with AVX-512', () => {
    expect(train('avx2').hash).toBe(train('avx512').hash);
  });

  it('name the instruction sets there are', () => {
    expect(() => train('sse9')).toThrow(/SIGHTLINE_KERNELS is "sse9". Allowed: avx512, avx2, portable, off/);
  });
});
