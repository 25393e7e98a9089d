import type { ProgressEvent, Sample } from '@sightline/contracts';
import { sampleOf } from '../../dataset/sample.fixture.ts';
import { digitsOf } from './digits.fixture.ts';
import { FEATURES, featuresOf } from '../measures/image-features.ts';
import { type Matrix, rowOf, zeros } from '../../numbers/matrix.ts';
import { outOfFoldProbabilities } from './out-of-fold.ts';

const LABELS = Array.from({ length: 10 }, (_, digit) => String(digit));
const OPTIONS = { labels: LABELS, folds: 5, seed: 1 };
const quiet = { signal: new AbortController().signal, progress: () => {} };

function labelled(each: number, flipped: number): { samples: Sample[]; features: Matrix; truth: number[] } {
  const { images, labels, truth } = digitsOf(each, { flipped, seed: 3 });
  const features = zeros(images.length, FEATURES);
  for (const [row, image] of images.entries()) rowOf(features, row).set(featuresOf(image));
  return { samples: labels.map((label, index) => sampleOf(String(label), index, `content ${index}`)), features, truth };
}

describe('out-of-fold probabilities', () => {
  it('are right of 96 % of 3,000 real digits', async () => {
    const { samples, features, truth } = labelled(300, 0);
    const probabilities = await outOfFoldProbabilities(samples, features, OPTIONS, quiet);
    const right = samples.filter(({ id }, index) => {
      const own = probabilities.get(id)!;
      expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      return own.indexOf(Math.max(...own)) === truth[index];
    });
    expect(right.length / samples.length).toBeGreaterThan(0.96);
  });

  it('are the same again, and others for another seed', async () => {
    const { samples, features } = labelled(20, 0);
    const first = await outOfFoldProbabilities(samples, features, OPTIONS, quiet);
    expect(await outOfFoldProbabilities(samples, features, OPTIONS, quiet)).toEqual(first);
    expect(await outOfFoldProbabilities(samples, features, { ...OPTIONS, seed: 2 }, quiet)).not.toEqual(first);
  });

  it('do not see what belongs to a sample', async () => {
    const { samples, features } = labelled(20, 0);
    // Each zero comes again, labelled 7. Were the two in different folds, one's model would know the other.
    const twins = samples
      .slice(0, 20)
      .map((sample, index) => ({ ...sample, id: `twin ${index}`, label: '7', group: `group ${index}` }));
    const paired = [
      ...samples.map((sample, index) => (index < 20 ? { ...sample, group: `group ${index}` } : sample)),
      ...twins,
    ];
    const doubled = {
      ...features,
      rows: 220,
      values: Float32Array.from([...features.values, ...features.values.subarray(0, 20 * FEATURES)]),
    };
    const apart = await outOfFoldProbabilities(paired, doubled, OPTIONS, quiet);
    for (let index = 0; index < 20; index++) expect(apart.get(`twin ${index}`)).toEqual(apart.get(samples[index]!.id));
  });

  it('need two samples that do not belong together, and a label', async () => {
    const { samples, features } = labelled(1, 0);
    const one = samples.map((sample) => ({ ...sample, group: 'one' }));
    expect((await outOfFoldProbabilities(one, features, OPTIONS, quiet)).size).toBe(0);
    const unlabelled = samples.map((sample, index) => (index === 3 ? { ...sample, label: '' } : sample));
    const judged = await outOfFoldProbabilities(unlabelled, features, OPTIONS, quiet);
    expect([judged.size, judged.has(samples[3]!.id)]).toEqual([9, false]);
  });

  it('report progress, and stop when they are aborted', async () => {
    const { samples, features } = labelled(20, 0);
    const events: ProgressEvent[] = [];
    const stop = new AbortController();
    const running = outOfFoldProbabilities(samples, features, OPTIONS, {
      signal: stop.signal,
      progress: (event) => {
        events.push(event);
        setTimeout(() => stop.abort(new Error('stopped')), 0);
      },
    });
    await expect(running).rejects.toThrow('stopped');
    expect(events[0]).toMatchObject({ total: 60, unit: 'epochs', message: 'a small model for each fold' });
  });
});
