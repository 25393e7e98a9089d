import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const packageAt = (name: string, module = 'index') =>
  JSON.stringify(join(import.meta.dirname, `../../${name}/dist/${module}.js`));

/** Prints the hashes of a model's exports, after other work in the same process. */
const script = (before: string) => `
  import { createHash } from 'node:crypto';
  import * as engine from ${packageAt('engine')};
  import { programToOnnx } from ${packageAt('deployer', 'onnx/program-to-onnx')};
  const { compile, compilePredict, compileTrainStep, programToSavedModel, record, recordModel, tf } = engine;
  const { layers } = tf;
  const heNormal = (seed) => tf.initializers.heNormal({ seed });
  const build = () => {
    const input = tf.input({ shape: [6, 5, 3], name: 'image' });
    const stack = [
      layers.conv2d({ filters: 4, kernelSize: 3, name: 'conv', kernelInitializer: heNormal(1) }),
      layers.batchNormalization({ name: 'norm' }),
      layers.reLU({ maxValue: 6, name: 'relu' }),
      layers.dropout({ rate: 0.5, name: 'dropout' }),
      layers.globalAveragePooling2d({ name: 'pool' }),
      layers.dense({ units: 2, activation: 'softmax', name: 'head', kernelInitializer: heNormal(2) }),
    ];
    return tf.model({ inputs: input, outputs: stack.reduce((tensor, layer) => layer.apply(tensor), input) });
  };
  const embeddingsInitializer = tf.initializers.randomUniform({ seed: 3 });
  const tokens = () => tf.sequential({
    layers: [
      layers.embedding({ inputShape: [6], inputDim: 10, outputDim: 4, name: 'embed', embeddingsInitializer }),
      layers.flatten({ name: 'flat' }),
    ],
  });
  const data = Float32Array.from({ length: 90 }, (_, index) => Math.sin(index));
  const x = () => tf.tensor(data, [1, 6, 5, 3]);
  ${before}
  const model = build();
  const program = recordModel(model);
  const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
  const saved = programToSavedModel(recordModel(tokens()));
  const writes = [program.toString(), programToSavedModel(program), programToOnnx(program), saved];
  console.log(JSON.stringify(writes.map(hash)));
`;

const exportAfter = (before: string) =>
  JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script(before)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  ) as string[];

/** What may have happened in a process before a model is exported. */
const BEFORE: Readonly<Record<string, string>> = {
  'an eager prediction': 'build().predict(x());',
  'a compiled prediction': 'compilePredict(build()).predict({ shape: [1, 6, 5, 3], data });',
  'a compiled step': `
    const trained = build();
    const loss = 'sparseCategoricalCrossentropy';
    const step = compileTrainStep({ model: trained, loss, optimizer: { kind: 'adam' } });
    await step.train({ inputs: { shape: [1, 6, 5, 3], data }, targets: { shape: [1], data: Int32Array.of(1) } });`,
  'training in tfjs': `
    const fitted = build();
    fitted.compile({ loss: 'categoricalCrossentropy', optimizer: 'sgd' });
    await fitted.fit(x(), tf.tensor([[0, 1]]), { epochs: 1, verbose: 0 });`,
  'an export that failed': `
    const given = { inputs: [{ name: 'y', shape: [null, 2] }] };
    const throwing = (t) => { throw new Error('mine'); };
    const failing = () => record(({ y }) => ({ z: tf.tidy(() => tf.grad(throwing)(y)) }), given);
    try { failing(); } catch {}
    try { programToOnnx(record(({ y }) => ({ z: tf.cumsum(y, 1) }), given)); } catch {}`,
  'a compiled function that failed': 'try { compile((y) => y.mul(tf.randomUniform([1])))(x()); } catch {}',
  'an export of a model with equal names': 'programToOnnx(recordModel(build()));',
};

let alone: string[];
beforeAll(() => {
  alone = exportAfter('');
});

it.each(Object.entries(BEFORE))('exports the same bytes after %s', (_, before) => {
  expect(exportAfter(before)).toEqual(alone);
});
