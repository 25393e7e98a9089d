import type { PolicyOperation, TransformOptions } from '@sightline/contracts';
import { createAugmenter } from '../../augmenter.ts';
import { autoAugmentPolicies } from './auto-augment-policies.ts';
import { deviation, drawnOperations, golden, magnitudeOf, ourName, size } from './policies.fixture.ts';

const nameOf = (chain: { kind: string }[]) => chain[0]?.kind ?? 'identity';

describe('randAugment', () => {
  it.each(Object.entries(golden.randAugment))('applies %s as strongly as torchvision, to its sides', (name, space) => {
    for (const [magnitude, expected] of (space.magnitudes ?? [0, 0]).entries()) {
      const settings: TransformOptions = { kind: 'randAugment', count: 1, magnitude, operations: [ourName(name)] };
      const magnitudes = drawnOperations(settings, 40).flat().map(magnitudeOf);
      for (const value of magnitudes) expect(Math.abs(value)).toBeCloseTo(expected, 4);
      const sides = new Set(magnitudes.map(Math.sign).filter((side) => side !== 0));
      if (expected > 0) expect(sides).toEqual(new Set(space.signed ? [-1, 1] : [1]));
    }
  });

  it('draws each operation as often as the others, and nothing in 1 of 14 draws', () => {
    const counts = new Map<string, number>();
    for (const chain of drawnOperations({ kind: 'randAugment', count: 1 }, 5000)) {
      counts.set(nameOf(chain), (counts.get(nameOf(chain)) ?? 0) + 1);
    }
    // Four of them are affine.
    expect(deviation(counts.get('affine') ?? 0, 5000, 4 / 14)).toBeLessThan(4);
    counts.delete('affine');
    expect(counts.size).toBe(10);
    for (const count of counts.values()) expect(deviation(count, 5000, 1 / 14)).toBeLessThan(4);
  });

  it('draws from the listed operations alone, as many as asked for', () => {
    const operations: PolicyOperation[] = ['solarize', 'equalize'];
    const chains = drawnOperations({ kind: 'randAugment', count: 3, operations }, 50);
    expect(chains.every((chain) => chain.length === 3)).toBe(true);
    expect(new Set(chains.flat().map(({ kind }) => kind))).toEqual(new Set(operations));
  });

  it('moves boxes with the image', () => {
    const augmenter = createAugmenter({
      transforms: [{ kind: 'randAugment', count: 1, magnitude: 30, operations: ['translateX'] }],
      seed: 7,
    });
    const image = { ...size, pixels: new Uint8Array(64 * 32 * 3) };
    const box = { label: 'cat', x: 0.4, y: 0.25, width: 0.1, height: 0.5 };
    const { boxes } = augmenter.apply({ image, boxes: [box] }, augmenter.draw({ epoch: 0, id: 'a' }, image));
    const [{ x, y }] = boxes as [typeof box];
    expect(y).toBeCloseTo(box.y);
    expect(Math.abs(x - box.x)).toBeGreaterThan(0.3);
  });
});

describe('autoAugment', () => {
  it.each(Object.entries(golden.autoAugment))('has the pairs learnt on %s', (policy, pairs) => {
    const expected = pairs.map((pair) =>
      pair.map(([name, probability, magnitude]) => [
        ourName(name),
        probability,
        ...(magnitude === null ? [] : [magnitude]),
      ]),
    );
    expect(autoAugmentPolicies[policy as keyof typeof autoAugmentPolicies]).toEqual(expected);
  });

  it('draws each pair as often, and of it each operation as often as its probability says', () => {
    const chains = drawnOperations({ kind: 'autoAugment', policy: 'cifar10' }, 3000);
    const neither = autoAugmentPolicies.cifar10.map((pair) => pair.reduce((rest, [, often]) => rest * (1 - often), 1));
    const never = neither.reduce((sum, fraction) => sum + fraction, 0) / neither.length;
    expect(deviation(chains.filter((chain) => chain.length === 0).length, 3000, never)).toBeLessThan(4);
    const pairs = chains.filter(([first, second]) => first?.kind === 'rotate' && second?.kind === 'affine');
    expect(deviation(pairs.length, 3000, (0.7 * 0.3) / 25)).toBeLessThan(4);
    for (const pair of pairs) {
      const [degrees, columns] = pair.map((operation) => Math.abs(magnitudeOf(operation)));
      expect(degrees).toBeCloseTo((30 * 2) / 9);
      expect(columns).toBeCloseTo((64 * 150) / 331);
    }
  });
});

describe('trivialAugment', () => {
  it('draws one operation, or none in 1 of 14 draws', () => {
    const chains = drawnOperations({ kind: 'trivialAugment' }, 5000);
    expect(Math.max(...chains.map((chain) => chain.length))).toBe(1);
    expect(deviation(chains.filter((chain) => chain.length === 0).length, 5000, 1 / 14)).toBeLessThan(4);
  });

  it.each(Object.entries(golden.trivialAugment))('draws each magnitude of %s as often', (name, { magnitudes }) => {
    if (!magnitudes) return;
    const counts = new Map<string, number>();
    for (const operation of drawnOperations({ kind: 'trivialAugment', operations: [ourName(name)] }, 3100).flat()) {
      const key = Math.abs(magnitudeOf(operation)).toFixed(4);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const expected = magnitudes.map((value) => value.toFixed(4));
    expect([...counts.keys()].sort()).toEqual([...new Set(expected)].sort());
    for (const [key, count] of counts) {
      const fraction = expected.filter((value) => value === key).length / expected.length;
      expect(deviation(count, 3100, fraction)).toBeLessThan(4.5);
    }
  });
});
