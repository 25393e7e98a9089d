import { type FitSpec, fitSchema, type SamplerSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { arraySource, type BatchSource } from './batches/batches.ts';
import { classWeightsOf } from './class-weights.ts';
import { compileAndFit } from './fit/compile-and-fit.fixture.ts';
import { readWeights } from './steps/weights.ts';
import { createSampler } from './samplers/samplers.ts';

/** Sixty points of one class, six of another that lies beside it. */
const targets = Int32Array.from({ length: 66 }, (_, index) => (index % 11 === 0 ? 1 : 0));
const inputs = Float32Array.from(targets, (target, index) => target * 0.6 + Math.sin(index * 12.9898));
const source = arraySource({ inputs: { shape: [66, 1], data: inputs }, targets: { shape: [66], data: targets } });
const classes = { labels: ['often', 'seldom'], targets };
const specOf = (classWeights: unknown) => fitSchema.parse({ epochs: 1, classWeights }).classWeights;

describe('class weights', () => {
  it.each<[unknown, number[] | undefined]>([
    [undefined, undefined],
    ['balanced', [66 / 120, 66 / 12]],
    [{ kind: 'balanced' }, [66 / 120, 66 / 12]],
    [{ seldom: 4 }, [1, 4]],
    [{ often: 0.5, seldom: 0 }, [0.5, 0]],
  ])('%j', (spec, weights) => {
    expect(classWeightsOf(specOf(spec), classes)).toEqual(weights);
  });

  it('are 1 for a class that is not named, whatever it is called', () => {
    const labels = ['__proto__', 'constructor', 'toString'];
    const spec = specOf(JSON.parse('{"__proto__": 3}'));
    expect(classWeightsOf(spec, { labels, targets })).toEqual([3, 1, 1]);
  });

  it('by the effective number are between those that are balanced and none', () => {
    const [often = 0, seldom = 0] = classWeightsOf(specOf({ kind: 'effectiveNumber', beta: 0.99 }), classes) ?? [];
    expect(seldom / often).toBeGreaterThan(1);
    expect(seldom / often).toBeLessThan(10);
  });

  it('must name classes, and be computed of some samples', () => {
    expect(() => classWeightsOf({ seldm: 2 }, classes)).toThrow('"seldm", which is no class. Did you mean "seldom"?');
    expect(() => classWeightsOf('balanced', { ...classes, labels: [...classes.labels, 'never'] })).toThrow(
      'class "never": it has no training samples',
    );
    expect(() => fitSchema.parse({ epochs: 1, classWeights: 'inverse' })).toThrow(/Allowed: balanced, \{ kind/);
  });
});

describe('class weights and balanced epochs', () => {
  afterEach(() => tf.disposeVariables());
  const sampled = { count: 66, strata: targets, seed: 1 };
  interface Remedy {
    classWeights?: FitSpec['classWeights'];
    kind?: Exclude<SamplerSpec['kind'], 'classesTimesSamples'>;
  }
  /** How many of the seldom class a logistic regression finds. */
  async function foundAfter({ classWeights, kind = 'shuffle' }: Remedy): Promise<number> {
    const model = tf.sequential({
      layers: [tf.layers.dense({ inputShape: [1], units: 2, activation: 'softmax', kernelInitializer: 'zeros' })],
    });
    const weights = classWeightsOf(classWeights, classes);
    await compileAndFit({
      model,
      loss: 'sparseCategoricalCrossentropy',
      ...(weights && { classWeights: weights }),
      training: source,
      sampler: createSampler({ kind }, { ...sampled, batchSize: 22 }),
      spec: fitSchema.parse({ epochs: 30, batchSize: 22, optimizer: { kind: 'adam', learningRate: 0.1 } }),
      seed: 1,
    });
    const [kernel, bias] = readWeights(model) as [Float32Array, Float32Array];
    const isSeldom = (x: number) => kernel[1]! * x + bias[1]! > kernel[0]! * x + bias[0]!;
    return inputs.filter((x, row) => targets[row] === 1 && isSeldom(x)).length;
  }

  it('balanced sampling tells a source how often a sample came before in the epoch, in whatever batch', async () => {
    const shown: string[] = [];
    const counting: BatchSource = {
      ...source,
      batch(rows, epoch, repeats) {
        shown.push(...rows.map((row, index) => `${row} ${repeats?.[index]}`));
        return source.batch(rows, epoch);
      },
    };
    await compileAndFit({
      model: tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 2, activation: 'softmax' })] }),
      loss: 'sparseCategoricalCrossentropy',
      training: counting,
      sampler: createSampler({ kind: 'balanced' }, { ...sampled, batchSize: 10 }),
      spec: fitSchema.parse({ epochs: 1, batchSize: 10 }),
      seed: 1,
    });
    const seldom = targets.indexOf(1);
    const times = shown.filter((each) => each.startsWith(`${seldom} `));
    expect(times).toEqual(Array.from(times, (_, repeat) => `${seldom} ${repeat}`));
    expect(times.length).toBeGreaterThan(1);
    expect(new Set(shown).size).toBe(66);
  });

  it('find more of the seldom class', async () => {
    const plain = await foundAfter({});
    expect(await foundAfter({ classWeights: 'balanced' })).toBeGreaterThan(plain);
    expect(await foundAfter({ kind: 'balanced' })).toBeGreaterThan(plain);
  });
});
