import { createRequire } from 'node:module';
import { join } from 'node:path';
import { openStore } from '@sightline/artifacts';
import { modelSpecSchema, parse } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { buildModel } from '../../build-model.ts';
import { listModels } from '../../list-models.ts';
import { assignWeights } from '../assign-weights.ts';
import { findWeights } from '../find-weights.ts';

const store = openStore(join(__dirname, 'none'));
const head = { kind: 'dense', name: 'probabilities', units: 3, activation: 'softmax' } as const;
const spec = parse(modelSpecSchema, { architecture: 'mobilenetv2' }, 'the model');
const build = (inputShape: number[]) => buildModel(spec, { inputShape, head, seed: 1 });

/** The network of the package as tfjs loads it, up to the pooled features of its last convolution. */
async function theirs(): Promise<tf.LayersModel> {
  const { MobileNetV2Model } = createRequire(__filename)('nsfwjs/models/mobilenet_v2');
  const read = async (load: () => Promise<{ default: unknown }>) => (await load()).default;
  const json = (await read(MobileNetV2Model.modelJson)) as Parameters<typeof tf.io.getModelArtifactsForJSON>[0];
  const text = await read(MobileNetV2Model.weightBundles[0]);
  const weights = new Uint8Array(Buffer.from(String(text), 'base64')).buffer;
  const artifacts = await tf.io.getModelArtifactsForJSON(json, async (manifest) => [
    tf.io.getWeightSpecs(manifest),
    weights,
  ]);
  const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const outputs = tf.layers.globalAveragePooling2d({}).apply(model.getLayer('out_relu').output) as tf.SymbolicTensor;
  return tf.model({ inputs: model.inputs, outputs });
}

it('npm:nsfwjs gives MobileNetV2 the features that tfjs computes with the package', async () => {
  const model = build([224, 224, 3]);
  const found = await findWeights('npm:nsfwjs', store);
  const result = assignWeights(model, await found.read(), { name: found.name, head, newHead: true });
  expect(result.untrained).toEqual(['probabilities']);
  expect(result.unused).toEqual(['dense_1', 'dense_2', 'dense_3']);

  // A bright disc and stripes, from 0 to 1.
  const images = tf.tidy(() => {
    const at = tf.linspace(-1, 1, 224);
    const [y, x] = [at.reshape([224, 1, 1]), at.reshape([1, 224, 1])];
    const disc = tf.sigmoid(tf.sub(0.5, y.square().add(x.square())).mul(20));
    const stripes = tf.sin(x.add(y).mul(25)).mul(0.5).add(0.5);
    return tf.stack([tf.concat([disc, stripes, disc.mul(stripes)], 2), tf.concat([stripes, disc, stripes], 2)]);
  });
  const features = tf.model({
    inputs: model.inputs,
    outputs: model.getLayer('probabilities').input,
  });
  const [ours, expected] = [features, await theirs()].map((each) => each.predict(images) as tf.Tensor2D);
  const difference = (
    tf
      .sub(ours as tf.Tensor, expected as tf.Tensor)
      .abs()
      .max()
      .dataSync() as Float32Array
  )[0];
  expect(difference).toBeLessThan(1e-4);
  // They tell the images apart: not all are 0 or the same.
  const values = (expected as tf.Tensor2D).arraySync();
  expect(Math.max(...(values[0] as number[]))).toBeGreaterThan(0.5);
  expect(values[0]).not.toEqual(values[1]);
});

it('are listed with their licence and the input that they were trained on', () => {
  expect(listModels('mobilenetv2')[0]?.pretrained).toEqual([
    expect.objectContaining({
      weights: 'npm:nsfwjs',
      licence: 'MIT',
      preprocess: { width: 224, height: 224, channels: 3, normalization: 'zeroToOne' },
    }),
  ]);
  expect(listModels('resnet18')[0]).not.toHaveProperty('pretrained');
});

it('do not fit another architecture, by the names of its layers', async () => {
  const other = buildModel(parse(modelSpecSchema, { architecture: 'tiny-cnn' }, 'the model'), {
    inputShape: [28, 28, 3],
    head,
    seed: 1,
  });
  const stored = await (await findWeights('npm:nsfwjs', store)).read();
  expect(() => assignWeights(other, stored, { name: 'npm:nsfwjs', head, newHead: true })).toThrow(
    /npm:nsfwjs do not fit/,
  );
});

it('a package that is not known is refused with those that are', async () => {
  await expect(findWeights('npm:nsfwj', store)).rejects.toThrow(
    'npm:nsfwj is not known. Did you mean "nsfwjs"? Allowed: npm:nsfwjs.',
  );
});
