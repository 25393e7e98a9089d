import { findingSchema, RandomStream, type Sample, type ScrubCheckName, scrubPolicySchema } from '@sightline/contracts';
import { partsOf, sampleOf } from '../../dataset/sample.fixture.ts';
import type { Evidence } from './check.ts';
import { CHECKS } from './checks.ts';
import { EMBEDDING } from '../outliers/embeddings.ts';
import type { ImageMeasures } from '../measures/image-measures.ts';
import { inspectSamples } from '../inspect-samples.ts';

const FINE: ImageMeasures = {
  mean: 0.5,
  percentile5: 0.2,
  percentile99: 0.9,
  edges: 60,
  histogram: 5,
  entropy: 7,
  hash: '',
  greyscale: false,
};

/** A sample in which only one check finds something: how it differs from those in which none does. */
const FAULTS: { [Name in ScrubCheckName]: { row?: Partial<Sample>; measures?: Partial<ImageMeasures> } } = {
  exactDuplicates: { row: { parts: partsOf('content 0') } },
  dark: { measures: { percentile99: 0.1 } },
  light: { measures: { percentile5: 0.97 } },
  blurry: { measures: { edges: 20 } },
  lowInformation: { measures: { entropy: 1 } },
  oddAspectRatio: { row: { width: 160, height: 40 } },
  oddSize: { row: { width: 800, height: 800 } },
  greyscale: { measures: { greyscale: true } },
  nearDuplicates: { measures: { hash: '0000000000001111' } },
  splitLeaks: { row: { split: 'test' }, measures: { hash: '0000000000001111' } },
  missingLabels: { row: { label: ' ' } },
  labelErrors: {},
  outliers: {},
  invalidBoxes: { row: { boxes: [{ label: 'cat', x: 0.5, y: 0.5, width: 0.6, height: 0.1 }] } },
};
const names = Object.keys(CHECKS) as ScrubCheckName[];
const IGNORED = Object.fromEntries(names.map((name) => [name, 'ignore']));
const COUNT = 20;

/** Twenty samples of which the last has a fault. */
function faulty(name: ScrubCheckName): { samples: Sample[]; evidence: Evidence } {
  const { row, measures } = FAULTS[name];
  const samples = Array.from({ length: COUNT }, (_, index): Sample => {
    const fine = { ...sampleOf('a', index, `content ${index}`), width: 80, height: 80, split: 'train' as const };
    return index === COUNT - 1 ? { ...fine, ...row } : { ...fine, label: index % 2 === 0 ? 'a' : 'b' };
  });
  const measured = samples.map(({ id }, index) => {
    const fine = { ...FINE, hash: ((index + 1) * 0x1111).toString(16).padStart(16, '0') };
    return [id, index === COUNT - 1 ? { ...fine, ...measures } : fine] as const;
  });
  const probabilities = samples.map(({ id, label }, index) => {
    const right = name === 'labelErrors' && index === COUNT - 1 ? 0.02 : 0.95 - index / 1000;
    return [id, label === 'a' ? [right, 1 - right] : [1 - right, right]] as const;
  });
  const embeddings = samples.map(({ id }, index) => {
    const stream = new RandomStream(index);
    const isFar = name === 'outliers' && index === COUNT - 1;
    return [id, Float32Array.from({ length: EMBEDDING }, () => (isFar ? 0 : 3) + stream.gaussian())] as const;
  });
  return {
    samples,
    evidence: {
      embeddings: new Map(embeddings),
      thresholds: scrubPolicySchema.parse({}).thresholds,
      measures: new Map(measured),
      predicted: { labels: ['a', 'b'], probabilities: new Map(name === 'missingLabels' ? [] : probabilities) },
    },
  };
}

describe.each(names)('the check %s', (name) => {
  const { samples, evidence } = faulty(name);
  const last = samples.at(-1)?.id ?? '';
  const found = CHECKS[name].find(samples, evidence);

  it('finds the faulty sample alone, and says why', () => {
    expect(found.map(({ sample }) => sample)).toEqual([last]);
    expect(findingSchema.safeParse({ ...found[0], check: name, action: 'flag' }).error).toBeUndefined();
    expect(found[0]?.detail).toMatch(/^[A-Z\d].*\.$/);
  });

  it('finds nothing in the others, nor in no samples', () => {
    expect(CHECKS[name].find(samples.slice(0, -1), evidence)).toEqual([]);
    expect(CHECKS[name].find([], evidence)).toEqual([]);
  });

  it('does not depend on what it needs not', () => {
    const without = {
      pixels: { embeddings: new Map() },
      embeddings: { measures: new Map() },
      index: { measures: new Map(), embeddings: new Map() },
    };
    expect(CHECKS[name].find(samples, { ...evidence, ...without[CHECKS[name].needs] })).toEqual(found);
  });

  it('flags, quarantines, fails or is ignored', () => {
    const inspect = (action: string, keep: string[] = []) =>
      inspectSamples(samples, scrubPolicySchema.parse({ ...IGNORED, [name]: action, keep }), evidence);
    expect(inspect('ignore')).toEqual({ kept: samples, quarantined: [], findings: [], prevalent: {} });
    expect(inspect('flag')).toMatchObject({
      kept: samples,
      quarantined: [],
      findings: [{ check: name, action: 'flag' }],
    });
    expect(inspect('quarantine')).toMatchObject({
      kept: samples.slice(0, -1),
      quarantined: [{ path: last, reason: found[0]?.reason, sample: samples.at(-1) }],
      findings: [{ check: name, action: 'quarantine' }],
    });
    expect(() => inspect('fail')).toThrow(new RegExp(`^1 images ${CHECKS[name].fault}, ${last} for one: `));
    expect(inspect('fail', [last]).kept).toEqual(samples);
  });
});

it('lists the findings however many there are', () => {
  const samples = Array.from({ length: 200_000 }, (_, index) => sampleOf('', index, String(index)));
  const policy = scrubPolicySchema.parse({ ...IGNORED, missingLabels: 'flag' });
  expect(inspectSamples(samples, policy, faulty('missingLabels').evidence).findings).toHaveLength(200_000);
});

describe('what most images share', () => {
  const samples = Array.from({ length: COUNT }, (_, index) => sampleOf('a', index, `content ${index}`));
  /** The first `dark` of the samples are dark. */
  const inspect = (dark: number, policy: object) => {
    const measures = new Map(
      samples.map(({ id }, index) => [id, { ...FINE, percentile99: index < dark ? 0.1 : 0.9 }] as const),
    );
    const parsed = scrubPolicySchema.parse({ ...IGNORED, dark: 'flag', ...policy });
    return inspectSamples(samples, parsed, { ...faulty('dark').evidence, measures });
  };

  it('is counted and not listed, where it would be flagged', () => {
    expect(inspect(COUNT / 2, {})).toMatchObject({ findings: { length: COUNT / 2 }, prevalent: {} });
    expect(inspect(COUNT / 2 + 1, {})).toMatchObject({ findings: [], prevalent: { dark: COUNT / 2 + 1 } });
    expect(inspect(COUNT, { thresholds: { prevalence: 1 } }).findings).toHaveLength(COUNT);
  });

  it('is set aside, or ends the run, where somebody has asked for that', () => {
    expect(inspect(COUNT - 1, { dark: 'quarantine' })).toMatchObject({ kept: { length: 1 }, prevalent: {} });
    expect(() => inspect(COUNT, { dark: 'fail' })).toThrow('20 images are dark');
  });
});
