import { createAugmenter } from '../../augmenter.ts';
import type { Operation } from '../transforms.ts';
import { described, drawn, image, size } from './policies.fixture.ts';

describe('augMix', () => {
  type AugMix = Extract<Operation, { kind: 'augMix' }>;
  const mixtures = drawn({ kind: 'augMix' }).flat() as AugMix[];

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

  // torchvision.transforms.v2.AugMix._AUGMENTATION_SPACE at 10 bins, of which the first 3 (severity) or all are drawn from.
  it.each([
    [3, { Rotate: 6.6667, TranslateX: 4.7407, ShearX: 0.0667, Color: 0.2, Solarize: 1, Posterize: 4 }],
    [10, { Rotate: 30, TranslateX: 21.3333, ShearX: 0.3, Color: 0.9, Solarize: 1, Posterize: 4 }],
  ])('at severity %d draws magnitudes up to those of torchvision', (severity, strongest) => {
    const operations = (drawn({ kind: 'augMix', severity }) as AugMix[][])
      .flat()
      .flatMap(({ chains }) => chains.flat() as Operation[]);
    for (const [name, expected] of Object.entries(strongest)) {
      const magnitudes = operations.map(described).flatMap(([own, value]) => (own === name ? [value as number] : []));
      expect(Math.max(...magnitudes)).toBeCloseTo(expected, 3);
    }
    const bits = operations.flatMap((each) => (each.kind === 'posterize' ? [each.bits] : []));
    expect(Math.min(...bits)).toBe(severity === 3 ? 3 : 0);
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
