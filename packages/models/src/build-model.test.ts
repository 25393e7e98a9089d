import { createHash } from 'node:crypto';
import { modelSpecSchema, parse, type HeadSpec, type ModelSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import fc from 'fast-check';
import { buildModel, type ModelOptions } from './build-model.ts';
import { ModelsError } from './errors.ts';

const specOf = (settings: object): ModelSpec => parse(modelSpecSchema, settings, 'the model');
const softmax = (units: number): HeadSpec => ({ kind: 'dense', name: 'probabilities', units, activation: 'softmax' });
const options: ModelOptions = { inputShape: [12, 10, 3], head: softmax(4), seed: 7 };
const ofDigits: ModelOptions = { inputShape: [28, 28, 1], head: softmax(10), seed: 1 };

afterEach(() => tf.disposeVariables());

describe('buildModel', () => {
  it('builds the network of the benchmarks with its 225,034 parameters', () => {
    expect(buildModel(specOf({ architecture: 'cnn' }), ofDigits).countParams()).toBe(225_034);
  });

  it('starts from the very weights that earlier versions started from', () => {
    const spec = specOf({
      architecture: 'cnn',
      filters: [4, 8],
      denseUnits: 16,
      batchNormalization: true,
      dropout: 0.3,
    });
    const hash = createHash('sha256');
    for (const weight of buildModel(spec, ofDigits).getWeights()) {
      hash.update(new Uint8Array(weight.dataSync<'float32'>().buffer));
    }
    expect(hash.digest('hex')).toBe('28d13aada24c1cb012922f056e460648ecff0280f393dcfedec038167b7cf15e');
  });

  it('ends any trunk in any head, called by its name', () => {
    const head: HeadSpec = { kind: 'embedding', name: 'identity', units: 6 };
    const model = buildModel(specOf({ architecture: 'cnn', filters: [2] }), { ...options, head });
    expect(model.inputs.map(({ sourceLayer, shape }) => [sourceLayer.name, shape])).toEqual([
      ['image', [null, 12, 10, 3]],
    ]);
    expect(model.outputs.map(({ sourceLayer, shape }) => [sourceLayer.name, shape])).toEqual([['identity', [null, 6]]]);
  });

  it('starts each weight as its initialiser says: kernels of the right spread, offsets 0', () => {
    const model = buildModel(specOf({ architecture: 'cnn' }), ofDigits);
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
    expect(() => build(21)).toThrow(/21×50 are too small for cnn, which needs at least 22×22/);
    expect(build(22).outputs[0]?.shape).toEqual([null, 4]);
  });

  it('refuses images that are not made of whole patches, and says the nearest that are', () => {
    const spec = specOf({ architecture: 'vit-tiny' });
    expect(() => buildModel(spec, { ...options, inputShape: [224, 230, 3] })).toThrow(
      'Images of 224×230 do not fit vit-tiny, whose height and width must be multiples of 16. Set width: 224 and ' +
        'height: 224 in preprocess.',
    );
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
    const spec = { architecture: 'cnm' } as unknown as ModelSpec;
    expect(() => buildModel(spec, options)).toThrow(
      /"cnm"\. Did you mean "cnn"\? Allowed: cnn, tiny-cnn, .*, r2plus1d-18\./,
    );
  });
});
