import { openDataset } from '../../dataset/dataset.ts';
import { openWorkplace, type Workplace } from '../../image-folder.fixture.ts';
import { ingestArrays } from '../../ingest-arrays.ts';
import { CHECKS } from '../checks/checks.ts';
import { type Digits, digitsOf } from './digits.fixture.ts';
import { scrub } from '../scrub.ts';

const IGNORED = Object.fromEntries(Object.keys(CHECKS).map((name) => [name, 'ignore' as const]));
const SIDE = 28;

describe('scrub with what images look like', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  async function ingested({ pixels, labels }: Pick<Digits, 'pixels' | 'labels'>) {
    const arrays = { pixels, width: SIDE, height: SIDE, channels: 1 as const, labels: labels.map(String) };
    return (await ingestArrays(arrays, place.context)).dataset;
  }

  it('finds most wrong labels by its own classifier, and few right ones', async () => {
    const { labels, truth, ...digits } = digitsOf(150, { flipped: 0.05, seed: 5 });
    const dataset = await ingested({ ...digits, labels });
    const policy = { ...IGNORED, labelErrors: 'quarantine' as const, classifier: {} };
    const scrubbed = await scrub({ dataset, policy }, place.context);
    const { findings, quarantined } = await openDataset(place.context.artifacts, scrubbed.dataset);
    const found = findings.map(({ sample }) => Number(sample));
    const right = found.filter((index) => labels[index] !== truth[index]);
    const wrong = labels.filter((label, index) => label !== truth[index]);
    expect(right.length / found.length).toBeGreaterThan(0.7);
    expect(right.length / wrong.length).toBeGreaterThan(0.7);
    expect(findings[0]).toMatchObject({ check: 'labelErrors', reason: 'label-error' });
    expect(findings[0]?.detail).toMatch(/^Labelled "\d" \(\d+\.\d %\); the model says "\d" \(\d+\.\d %\)\.$/);
    expect(quarantined).toHaveLength(found.length);
    expect(place.events.some(({ message }) => message === 'a small model for each fold')).toBe(true);
    // Nobody asked for one.
    expect((await scrub({ dataset, policy: { ...IGNORED, labelErrors: 'flag' } }, place.context)).findings).toEqual({});
  });

  it('finds an image that is like no other', async () => {
    const { pixels } = digitsOf(40, { flipped: 0, seed: 5 });
    const odd = Array.from({ length: SIDE * SIDE }, (_, index) =>
      ((index % SIDE) + Math.floor(index / SIDE)) % 4 < 2 ? 255 : 0,
    );
    const labels = Array.from({ length: 401 }, (_, index) => Math.floor(index / 41));
    const dataset = await ingested({ pixels: Uint8Array.from([...pixels, ...odd]), labels });
    const scrubbed = await scrub({ dataset, policy: { ...IGNORED, outliers: 'flag' } }, place.context);
    const { findings } = await openDataset(place.context.artifacts, scrubbed.dataset);
    const [worst] = findings.toSorted((one, other) => one.score - other.score);
    expect(worst).toMatchObject({ sample: '00000400', check: 'outliers', reason: 'outlier' });
    expect(findings.length).toBeLessThan(20);
  });
});
