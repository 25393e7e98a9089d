import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '@sightline/contracts';
import { evidenceOf, type GoldenImage, goldenImages } from '../measures/images.fixture.ts';
import { findNearDuplicates, findSplitLeaks, noteClusters, nearDuplicateClusters } from './near-duplicates.ts';

const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/images.json'), 'utf8')) as {
  images: { name: string; issues: string[] }[];
};

describe('near duplicates', () => {
  let images: GoldenImage[];
  let samples: Sample[];
  beforeAll(async () => {
    images = await goldenImages();
    samples = images.map(({ sample }) => sample);
  });
  const idsOf = (some: readonly { id: string }[]) => some.map(({ id }) => id);

  it('are the sets of cleanvision, byte-identical images left out', () => {
    const clusters = nearDuplicateClusters(samples, evidenceOf(images)).map(idsOf);
    const theirs = golden.images.filter(({ issues }) => issues.includes('near_duplicates')).map(({ name }) => name);
    expect(clusters.flat().filter((id) => id !== 'plain-0' && id !== 'copy')).toEqual(expect.arrayContaining(theirs));
    const found = findNearDuplicates(samples, evidenceOf(images));
    expect(found.map(({ sample }) => sample)).toEqual(theirs.filter((id) => !clusters.some(([first]) => first === id)));
    expect(found.find(({ sample }) => sample === 'near')).toMatchObject({ score: 0.5, reason: 'near-duplicate' });
  });

  it('grow with the distance allowed', () => {
    const evidence = evidenceOf(images);
    const wider = { ...evidence, thresholds: { ...evidence.thresholds, nearDuplicates: 6 } };
    expect(findNearDuplicates(samples, wider).map(({ sample }) => sample)).toContain('very-dark');
  });

  it('across splits are leaks into the later one', () => {
    const divided = samples.map((sample) => ({
      ...sample,
      split:
        sample.id === 'plain-1'
          ? ('test' as const)
          : sample.id === 'near'
            ? ('validation' as const)
            : ('train' as const),
    }));
    expect(findSplitLeaks(divided, evidenceOf(images))).toEqual([
      {
        sample: 'plain-1',
        score: 0.5,
        reason: 'split-leak',
        detail: 'Looks like near, which is in validation; this one is in test.',
        partner: 'near',
      },
    ]);
    expect(findSplitLeaks(samples, evidenceOf(images))).toEqual([]);
  });

  it('are noted as one cluster, beside the groups that they have', () => {
    const given = samples.map((sample) => (sample.id === 'near' ? { ...sample, group: 'a' } : sample));
    const noted = noteClusters(given, evidenceOf(images));
    const of = (id: string) => noted.find((sample) => sample.id === id);
    expect([of('plain-1')?.cluster, of('near')?.cluster, of('copy')?.cluster]).toEqual([
      'plain-1',
      'plain-1',
      'plain-0',
    ]);
    expect(of('near')?.group).toBe('a');
    expect(of('plain-2')).not.toHaveProperty('cluster');
    expect(noteClusters(noted, evidenceOf(images))).toEqual(noted);
  });
});
