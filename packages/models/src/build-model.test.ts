import { modelSpecSchema, parse, type ModelSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import fc from 'fast-check';
import type { architectures, ModelOptions } from './architectures.ts';
import { buildModel } from './build-model.ts';
import { ModelsError } from './errors.ts';

const specOf = (settings: object): ModelSpec => parse(modelSpecSchema, settings, 'the model');
const options: ModelOptions = { inputShape: [12, 10, 3], classes: 4, seed: 7 };

/** A small network of each architecture. A new one must be added here, and is then held to the contract below. */
const smallSpecs: { [Name in keyof typeof architectures]: ModelSpec } = {
  cnn: specOf({
    architecture: 'cnn',
    filters: [3, 4],
    kernelSize: 2,
    denseUnits: 8,
    dropout: 0.2,
    batchNormalization: true,
  }),
};

function weightsOf(model: tf.LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => weight.dataSync<'float32'>());
}

afterEach(() => tf.disposeVariables());

describe.each(Object.entries(smallSpecs))('%s', (_, spec) => {
  it('turns a batch of images into probabilities of the classes', () => {
    const model = buildModel(spec, options);
    expect(model.inputs[0]?.shape).toEqual([null, 12, 10, 3]);
    expect(model.outputs[0]?.shape).toEqual([null, 4]);
    const probabilities = tf.tidy(() => {
      const images = tf.randomUniform([5, 12, 10, 3], 0, 1, 'float32', 1);
      return (model.predict(images) as tf.Tensor2D).arraySync();
    });
    expect(probabilities).toHaveLength(5);
    for (const row of probabilities) {
      expect(row.every((probability) => probability >= 0 && probability <= 1)).toBe(true);
      expect(row.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
    }
  });

  it('starts from the same weights under the same seed, from others under another', () => {
    const first = weightsOf(buildModel(spec, options));
    expect(weightsOf(buildModel(spec, options))).toEqual(first);
    expect(weightsOf(buildModel(spec, { ...options, seed: 8 }))).not.toEqual(first);
  });

  it('names its layers and weights the same each time', () => {
    const namesOf = (model: tf.LayersModel) => [
      model.name,
      ...model.layers.map((layer) => layer.name),
      ...model.weights.map((weight) => weight.originalName),
    ];
    const names = namesOf(buildModel(spec, options));
    expect(new Set(names).size).toBe(names.length);
    expect(namesOf(buildModel(spec, options))).toEqual(names);
  });

  it('learns', async () => {
    const model = buildModel(spec, options);
    const labels = Array.from({ length: 16 }, (__, index) => index % 4);
    const images = tf.tile(tf.tensor4d(labels, [16, 1, 1, 1]).div(4), [1, 12, 10, 3]);
    const targets = tf.oneHot(labels, 4);
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
    const losses: number[] = [];
    for (let step = 0; step < 15; step++) losses.push((await model.trainOnBatch(images, targets)) as number);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) * 0.8);
  });
});

describe('buildModel', () => {
  it('builds the network of the benchmarks with its 225,034 parameters', () => {
    const model = buildModel(specOf({ architecture: 'cnn' }), { inputShape: [28, 28, 1], classes: 10, seed: 1 });
    expect(model.countParams()).toBe(225_034);
  });

  it('starts each weight as its initialiser says: kernels of the right spread, offsets 0', () => {
    const model = buildModel(specOf({ architecture: 'cnn' }), { inputShape: [28, 28, 1], classes: 10, seed: 1 });
    for (const layer of model.layers.filter((candidate) => candidate.countParams() > 0)) {
      const [kernel, bias] = layer.getWeights() as [tf.Tensor, tf.Tensor];
      const fanIn = kernel.shape.slice(0, -1).reduce((product, side) => product * side, 1);
      const fanOut = kernel.shape.at(-1) as number;
      const variance = layer.name === 'probabilities' ? 2 / (fanIn + fanOut) : 2 / fanIn;
      expect(tf.moments(kernel).mean.dataSync()[0]).toBeCloseTo(0, 1);
      expect(Math.abs((tf.moments(kernel).variance.dataSync()[0] as number) / variance - 1)).toBeLessThan(0.3);
      expect(bias.dataSync().every((value) => value === 0)).toBe(true);
    }
  });

  it('refuses images that are too small, and says the smallest that fit', () => {
    const spec = specOf({ architecture: 'cnn', filters: [8, 8, 8] });
    const build = (side: number) => buildModel(spec, { ...options, inputShape: [side, 50, 1] });
    expect(() => build(21)).toThrow(ModelsError);
    expect(() => build(21)).toThrow(/21×50 are too small for 3 blocks.*at least 22×22/);
    expect(build(22).outputs[0]?.shape).toEqual([null, 4]);
  });

  it('builds exactly the networks whose images are not too small', () => {
    const settings = fc.record({
      filters: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
      kernelSize: fc.integer({ min: 1, max: 5 }),
      height: fc.integer({ min: 1, max: 30 }),
      width: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(settings, ({ filters, kernelSize, height, width }) => {
        const spec = specOf({ architecture: 'cnn', filters, kernelSize, denseUnits: 2 });
        let side = Math.min(height, width);
        for (const _ of filters) side = Math.floor((side - kernelSize + 1) / 2);
        const build = () => buildModel(spec, { ...options, inputShape: [height, width, 1] });
        if (side >= 1) expect(build().outputs[0]?.shape).toEqual([null, 4]);
        else expect(build).toThrow(/too small/);
        tf.disposeVariables();
      }),
      { numRuns: 40 },
    );
  });

  it('refuses an architecture that is not in the zoo, and names those that are', () => {
    const spec = { ...smallSpecs.cnn, architecture: 'cnm' } as unknown as ModelSpec;
    expect(() => buildModel(spec, options)).toThrow(/"cnm"\. Did you mean "cnn"\? Allowed: cnn\./);
  });
});
