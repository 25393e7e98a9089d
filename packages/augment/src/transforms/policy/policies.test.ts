import type { PolicyOperation } from '@sightline/contracts';
import { createAugmenter } from '../../augmenter.ts';
import type { Operation } from '../transforms.ts';
import { described, deviation, drawn, image } from './policies.fixture.ts';

/** How often neither operation of a pair is applied, from the probabilities in the paper's tables. */
const NONE = { imagenet: 0.1504, cifar10: 0.2232, svhn: 0.0944 };

describe('randAugment', () => {
  // torchvision.transforms.v2.RandAugment._AUGMENTATION_SPACE at 31 bins, for 64×32 pixels.
  it.each([
    [9, { Shear: 0.09, TranslateX: 8.7009, TranslateY: 4.3505, Rotate: 9, factor: 0.27, Posterize: 7, Solarize: 0.7 }],
    [
      15,
      { Shear: 0.15, TranslateX: 14.5015, TranslateY: 7.2508, Rotate: 15, factor: 0.45, Posterize: 6, Solarize: 0.5 },
    ],
    [30, { Shear: 0.3, TranslateX: 29.003, TranslateY: 14.5015, Rotate: 30, factor: 0.9, Posterize: 4, Solarize: 0 }],
  ])('at magnitude %d applies what torchvision applies', (magnitude, expected) => {
    const { Shear, factor, ...others } = expected;
    const magnitudes = {
      ...others,
      ShearX: Shear,
      ShearY: Shear,
      brightness: factor,
      Color: factor,
      contrast: factor,
      sharpness: factor,
      autocontrast: undefined,
      equalize: undefined,
    };
    const seen = new Map(drawn({ kind: 'randAugment', magnitude }).flat().map(described));
    expect([...seen.keys()].sort()).toEqual(Object.keys(magnitudes).sort());
    for (const [name, value] of Object.entries(magnitudes)) {
      if (value === undefined) expect(seen.get(name)).toBeUndefined();
      else expect(seen.get(name)).toBeCloseTo(value, 3);
    }
  });

  it('draws each operation as often as the others, to both sides, and nothing in 1 of 14 draws', () => {
    const operations = drawn({ kind: 'randAugment', count: 1, magnitude: 20 }, 5000).flat();
    const counts = new Map<string, number>();
    for (const operation of operations) {
      const [name] = described(operation);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const count of [5000 - operations.length, ...counts.values()]) {
      expect(deviation(count, 5000, 1 / 14)).toBeLessThan(4);
    }
    const turns = operations.flatMap((each) => (each.kind === 'rotate' ? [each.degrees] : []));
    expect(deviation(turns.filter((degrees) => degrees > 0).length, turns.length, 0.5)).toBeLessThan(4);
  });

  it('draws from the listed operations alone, as many as asked for', () => {
    const operations: PolicyOperation[] = ['solarize', 'equalize'];
    const chains = drawn({ kind: 'randAugment', count: 3, operations }, 50);
    expect(chains.every((chain) => chain.length === 3)).toBe(true);
    expect(new Set(chains.flat().map(({ kind }) => kind))).toEqual(new Set(operations));
  });

  it('moves boxes with the image', () => {
    const augmenter = createAugmenter({
      transforms: [{ kind: 'randAugment', count: 1, magnitude: 30, operations: ['translateX'] }],
      seed: 7,
    });
    const box = { label: 'cat', x: 0.4, y: 0.25, width: 0.1, height: 0.5 };
    const { boxes } = augmenter.apply({ image, boxes: [box] }, augmenter.draw({ epoch: 0, id: 'a' }, image));
    const [{ x, y }] = boxes as [typeof box];
    expect(y).toBeCloseTo(box.y);
    expect(Math.abs(x - box.x)).toBeGreaterThan(0.3);
  });
});

describe('autoAugment', () => {
  it.each(['imagenet', 'cifar10', 'svhn'] as const)('applies the pairs learnt on %s, in their order', (policy) => {
    const pairs = drawn({ kind: 'autoAugment', policy }, 3000);
    expect(Math.max(...pairs.map((each) => each.length))).toBe(2);
    expect(deviation(pairs.filter((each) => each.length === 0).length, 3000, NONE[policy])).toBeLessThan(4);
  });

  it('takes magnitudes of ten steps: those of one pair of CIFAR-10', () => {
    const pairs = drawn({ kind: 'autoAugment', policy: 'cifar10' }, 3000).filter(
      ([first, second]) => first?.kind === 'rotate' && second?.kind === 'affine',
    );
    expect(deviation(pairs.length, 3000, (0.7 * 0.3) / 25)).toBeLessThan(4);
    for (const [first, second] of pairs as [Operation, Operation][]) {
      expect(described(first)).toEqual(['Rotate', expect.closeTo((30 * 2) / 9)]);
      expect(described(second)).toEqual(['TranslateX', expect.closeTo((64 * 150) / 331)]);
    }
  });
});

describe('trivialAugment', () => {
  const operations = drawn({ kind: 'trivialAugment' }, 20_000);

  it('draws one operation, or none in 1 of 14 draws', () => {
    expect(Math.max(...operations.map((each) => each.length))).toBe(1);
    expect(deviation(operations.filter((each) => each.length === 0).length, 20_000, 1 / 14)).toBeLessThan(4);
  });

  // torchvision.transforms.v2.TrivialAugmentWide._AUGMENTATION_SPACE at 31 bins: the strongest, and how many there are. Magnitude 0 of what
  // is shared among the affine operations cannot be told apart, and is left out.
  it.each([
    ['ShearX', 0.99, 30],
    ['ShearY', 0.99, 30],
    ['TranslateX', 32, 30],
    ['Rotate', 135, 31],
    ['Color', 0.99, 31],
    ['sharpness', 0.99, 31],
    ['Posterize', 8, 7],
    ['Solarize', 1, 31],
  ])('draws magnitudes of %s up to %d, %d different ones, each as often', (name, strongest, count) => {
    const magnitudes = operations
      .flat()
      .map(described)
      .flatMap(([own, value]) => (own === name && value ? [value] : [0]));
    const seen = new Set(
      operations
        .flat()
        .map(described)
        .filter(([own]) => own === name)
        .map(([, value]) => value?.toFixed(6)),
    );
    expect(Math.max(...magnitudes)).toBeCloseTo(strongest, 6);
    expect(seen.size).toBe(count);
    if (count < 30) return;
    const top = magnitudes.filter((value) => value > strongest * 0.5 + 1e-6).length;
    expect(deviation(top, 20_000, 15 / 31 / 14)).toBeLessThan(4);
  });
});
