import type { TransformOptions, RawImage } from '@sightline/contracts';
import { createAugmenter } from '../../augmenter.ts';
import type { Operation } from '../../operations/operation.ts';
import { drawnOperations, golden, magnitudeOf, ourName, size } from './policies.fixture.ts';

const image: RawImage = {
  ...size,
  pixels: Uint8Array.from({ length: 64 * 32 * 3 }, (_, index) => 20 + ((index * 7) % 180)),
};

describe('augMix', () => {
  type AugMix = Extract<Operation, { kind: 'augMix' }>;
  const mixtures = drawnOperations({ kind: 'augMix' }).flat() as AugMix[];

  it('mixes three chains of one to three operations with weights that sum to 1', () => {
    expect(mixtures).toHaveLength(1000);
    for (const { chains, weights, mix } of mixtures) {
      expect(chains).toHaveLength(3);
      expect(chains.every(({ length }) => length >= 1 && length <= 3)).toBe(true);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      expect(Math.min(mix, 1 - mix, ...weights)).toBeGreaterThanOrEqual(0);
    }
    // Both uniform on the simplex at alpha 1: means 1/2 and 1/3, variances 1/12 and 1/18.
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(mixtures.map(({ mix }) => mix)) - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / 1000));
    expect(Math.abs(mean(mixtures.map(({ weights }) => weights[0] as number)) - 1 / 3)).toBeLessThan(
      4 * Math.sqrt(1 / 18 / 1000),
    );
  });

  it.each(Object.entries(golden.augMix))('draws magnitudes of %s as torchvision, below the severity', (name, space) => {
    if (!space.magnitudes) return;
    for (const severity of [1, 3, 10]) {
      const settings: TransformOptions = { kind: 'augMix', severity, operations: [ourName(name)] };
      const operations = (drawnOperations(settings, 100).flat() as AugMix[]).flatMap(
        ({ chains }) => chains.flat() as Operation[],
      );
      const magnitudes = new Set(operations.map((operation) => Math.abs(magnitudeOf(operation)).toFixed(4)));
      const expected = new Set(space.magnitudes.slice(0, severity).map((value) => value.toFixed(4)));
      expect([...magnitudes].sort()).toEqual([...expected].sort());
    }
  });

  it('is the weighted sum of the image and what its chains make of it; boxes stay', () => {
    const apply = (operations: readonly Operation[]) =>
      createAugmenter({ transforms: [], seed: 0 }).apply({ image }, operations).image.pixels;
    const chains: Operation[][] = [
      [{ kind: 'invert' }],
      [
        { kind: 'flip', axis: 'vertical' },
        { kind: 'posterize', bits: 2 },
      ],
    ];
    const mixed = apply([{ kind: 'augMix', chains, weights: [0.25, 0.75], mix: 0.6 }]);
    const [first, second] = chains.map(apply) as [Uint8Array, Uint8Array];
    for (const [index, value] of mixed.entries()) {
      const expected = 0.4 * image.pixels[index]! + 0.6 * (0.25 * first[index]! + 0.75 * second[index]!);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(0.501);
    }
    const boxes = [{ label: 'cat', x: 0.4, y: 0.25, width: 0.1, height: 0.5 }];
    const augmenter = createAugmenter({ transforms: [], seed: 0 });
    expect(augmenter.apply({ image, boxes }, mixtures.slice(0, 1)).boxes).toEqual(boxes);
  });

  it('replays from JSON, also with small alphas and fixed depths', () => {
    const augmenter = createAugmenter({ transforms: [{ kind: 'augMix', alpha: 0.01, depth: 5, width: 2 }], seed: 3 });
    for (let epoch = 0; epoch < 20; epoch++) {
      const operations = augmenter.draw({ epoch, id: 'a' }, size);
      expect((operations[0] as AugMix).chains.map(({ length }) => length)).toEqual([5, 5]);
      const replayed = augmenter.apply({ image }, JSON.parse(JSON.stringify(operations)));
      expect(replayed).toEqual(augmenter.apply({ image }, operations));
    }
  });
});
