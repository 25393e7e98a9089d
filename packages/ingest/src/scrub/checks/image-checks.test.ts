import type { ScrubCheckName } from '@sightline/contracts';
import { IMAGE_CHECKS } from './image-checks.ts';
import { evidenceOf, type GoldenImage, goldenImages } from '../measures/images.fixture.ts';

describe('the checks of images', () => {
  let images: GoldenImage[];
  beforeAll(async () => {
    images = await goldenImages();
  });
  const names = Object.keys(IMAGE_CHECKS) as (keyof typeof IMAGE_CHECKS)[];
  const scoresOf = (name: keyof typeof IMAGE_CHECKS, evidence: ReturnType<typeof evidenceOf>) =>
    IMAGE_CHECKS[name].find(
      images.map(({ sample }) => sample),
      evidence,
    );

  it.each(names)('%s: the verdicts of cleanvision', (name) => {
    const found = scoresOf(name, evidenceOf(images)).map(({ sample }) => sample);
    expect(found).toEqual(
      images.filter(({ issues }) => issues.includes(name as ScrubCheckName)).map(({ sample }) => sample.id),
    );
    expect(found).not.toEqual([]);
  });

  it.each(names)('%s: the scores of cleanvision within 1e-3', (name) => {
    const evidence = evidenceOf(images);
    const everything = { ...evidence.thresholds, dark: 1, light: 1, blurry: 1, lowInformation: 1, oddAspectRatio: 1 };
    const found = scoresOf(name, { ...evidence, thresholds: everything });
    const differences = images.flatMap(({ sample, scores }) => {
      const ours = found.find((one) => one.sample === sample.id);
      // Only the sizes that are odd have a score.
      return name === 'oddSize' && !ours ? [] : [Math.abs((ours?.score ?? 1) - (scores[name] ?? Number.NaN))];
    });
    expect(differences.every((difference) => difference < 1e-3)).toBe(true);
  });

  it('finds nothing odd in greyscale where all is grey', () => {
    const grey = images.filter(({ image }) => image.channels === 1);
    expect(
      IMAGE_CHECKS.greyscale.find(
        grey.map(({ sample }) => sample),
        evidenceOf(grey),
      ),
    ).toEqual([]);
  });

  it('calls every other size odd where the middle half is of one size', () => {
    const sized = images
      .slice(0, 8)
      .map(({ sample }, index) => ({ ...sample, width: index === 3 ? 33 : 32, height: 32 }));
    const found = IMAGE_CHECKS.oddSize.find(sized, evidenceOf([]));
    expect(found.map(({ sample }) => sample)).toEqual([sized[3]?.id]);
    expect(found[0]?.score).toBeCloseTo(1 - (Math.sqrt(33 * 32) - 32) / 32, 12);
  });
});
