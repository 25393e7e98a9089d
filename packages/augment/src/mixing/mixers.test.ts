import type { Mix, MixOptions } from '@sightline/contracts';
import fc from 'fast-check';
import { createAugmenter } from '../augmenter.ts';
import { annotated, AREA, fractionsOf, frameOf, HEIGHT, type Numbered, samples, WIDTH } from './example.fixture.ts';
import type { MixOperation } from './mixers.ts';

/** One of each kind. A new kind must be added here, and is then held to the contract below. */
const everyMix: { [Kind in Mix['kind']]: Extract<MixOptions, { kind: Kind }> } = {
  mixUp: { kind: 'mixUp' },
  cutMix: { kind: 'cutMix' },
  mosaic: { kind: 'mosaic' },
  copyPaste: { kind: 'copyPaste' },
};

function mixed(mix: MixOptions, epoch: number): { operations: MixOperation[]; result: Numbered } {
  const augmenter = createAugmenter({ transforms: [], mix: [mix], seed: 7 });
  const operations = augmenter.drawMix({ epoch, id: 'a' }, samples.length);
  return {
    operations,
    result: augmenter.mix(samples[0] as Numbered, operations, (number) => samples[number] as Numbered),
  };
}

describe.each(Object.entries(everyMix))('%s', (_, mix) => {
  it('draws from the seed, the epoch and the id alone, differently in different epochs', () => {
    const draws = Array.from({ length: 20 }, (_unused, epoch) => JSON.stringify(mixed(mix, epoch).operations));
    expect(draws).toEqual(draws.map((_unused, epoch) => JSON.stringify(mixed(mix, epoch).operations)));
    expect(new Set(draws).size).toBe(20);
  });

  it('is mixed of fractions that sum to 1, keeps annotations inside, and its arguments as they are', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (epoch) => {
        const { result } = mixed(mix, epoch);
        const frame = frameOf(result);
        expect(fractionsOf(result).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        expect(frame.image).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 1 });
        expect(frame.image.pixels).toHaveLength(AREA);
        expect(frame.mask?.pixels).toHaveLength(AREA);
        for (const { x, y, width, height } of frame.boxes ?? []) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(Math.min(width, height)).toBeGreaterThan(0);
          expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(1 + 1e-12);
        }
        for (const { x, y } of frame.keypoints ?? []) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(Math.max(x, y)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 100 },
    );
    expect(samples).toEqual([0, 1, 2, 3].map(annotated));
  });

  it('is left out as often as its probability says', () => {
    const augmenter = createAugmenter({ transforms: [], mix: [{ ...mix, probability: 0.25 }], seed: 7 });
    const drawn = Array.from({ length: 800 }, (_unused, epoch) => augmenter.drawMix({ epoch, id: 'a' }, 10).length);
    expect(Math.abs(drawn.reduce((sum, each) => sum + each, 0) - 200)).toBeLessThan(50);
  });

  it('draws its partners from the whole split alike', () => {
    const times = new Uint32Array(5);
    for (let epoch = 0; epoch < 1500; epoch++) {
      const [operation] = createAugmenter({ transforms: [], mix: [mix], seed: 7 }).drawMix({ epoch, id: 'a' }, 5);
      for (const partner of operation?.partners ?? []) times[partner] = (times[partner] as number) + 1;
    }
    const expected = times.reduce((sum, each) => sum + each, 0) / 5;
    for (const each of times) expect(Math.abs(each / expected - 1)).toBeLessThan(0.2);
  });
});
