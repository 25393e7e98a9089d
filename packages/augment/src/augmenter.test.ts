import type { Transform } from '@sightline/contracts';
import fc from 'fast-check';
import { reflection, rotation, translation } from './affine.ts';
import { createAugmenter } from './augmenter.ts';
import { AugmentError } from './errors.ts';
import type { Operation } from './operation.ts';

const size = { width: 12, height: 10, channels: 3 };
const length = size.width * size.height * size.channels;
const pixels = Uint8Array.from({ length }, (_, index) => (index * 37) % 256);

/** One of each kind. A new kind must be added here, and is then held to the contract below. */
const everyTransform: { [Kind in Transform['kind']]: Extract<Transform, { kind: Kind }> } = {
  rotate: { kind: 'rotate', degrees: 25 },
  shift: { kind: 'shift', fraction: 0.2 },
  noise: { kind: 'noise', sigma: 0.1 },
  flip: { kind: 'flip', axis: 'horizontal', probability: 0.5 },
};
const all = Object.values(everyTransform);

function augmented(transforms: Transform[], key: { epoch: number; id: string }, seed = 7): Float32Array {
  const target = new Float32Array(length);
  createAugmenter({ transforms, seed }, size).apply(pixels, key, target, 0);
  return target;
}

function transformed(operations: Operation[]): Float32Array {
  const target = new Float32Array(length);
  createAugmenter({ transforms: [], seed: 0 }, size).transform(pixels, operations, target, 0);
  return target;
}

function largestDifference(first: Float32Array, second: Float32Array): number {
  return Math.max(...first.map((value, index) => Math.abs(value - (second[index] as number))));
}

const someKey = fc.record({ epoch: fc.nat(1000), id: fc.string() });

describe.each(Object.entries(everyTransform))('%s', (_, transform) => {
  it('gives the same bytes for the same seed, epoch and id', () => {
    fc.assert(
      fc.property(someKey, fc.integer(), (key, seed) => {
        expect(augmented([transform], key, seed)).toEqual(augmented([transform], key, seed));
      }),
    );
  });

  it('draws differently in different epochs, for different samples and under different seeds', () => {
    const draws = Array.from({ length: 16 }, (_unused, index) => [
      augmented([transform], { epoch: index, id: 'a' }),
      augmented([transform], { epoch: 0, id: `sample ${index}` }),
      augmented([transform], { epoch: 0, id: 'a' }, index),
    ]);
    for (const column of [0, 1, 2]) {
      expect(new Set(draws.map((row) => row[column]?.join())).size).toBeGreaterThan(1);
    }
  });

  it('stays in [0, 1]', () => {
    fc.assert(
      fc.property(someKey, (key) => {
        expect(augmented([transform], key).every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });
});

describe('createAugmenter', () => {
  it('gives a sample the same bytes whatever came before it and wherever in the batch it stands', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const augmenter = createAugmenter({ transforms: all, seed: 7 }, size);
    const batch = new Float32Array(ids.length * length);
    const reversed = new Float32Array(ids.length * length);
    for (const [index, id] of ids.entries()) augmenter.apply(pixels, { epoch: 3, id }, batch, index * length);
    for (const [index, id] of ids.toReversed().entries()) {
      augmenter.apply(pixels, { epoch: 3, id }, reversed, index * length);
    }
    for (const [index, id] of ids.entries()) {
      const alone = augmented(all, { epoch: 3, id });
      expect(batch.slice(index * length, (index + 1) * length)).toEqual(alone);
      expect(reversed.slice((3 - index) * length, (4 - index) * length)).toEqual(alone);
    }
  });

  it('scales the bytes to [0, 1] and leaves them as they are when nothing is asked', () => {
    const plain = Float32Array.from(pixels, (value) => value / 255);
    expect(augmented([], { epoch: 0, id: 'a' })).toEqual(plain);
    const nothing: Transform[] = [
      { kind: 'rotate', degrees: 0 },
      { kind: 'shift', fraction: 0 },
      { kind: 'flip', axis: 'vertical', probability: 0 },
      { kind: 'noise', sigma: 0 },
    ];
    expect(largestDifference(augmented(nothing, { epoch: 0, id: 'a' }), plain)).toBeLessThan(1e-6);
  });

  it('restores the image when it is flipped twice', () => {
    const flip: Transform = { kind: 'flip', axis: 'horizontal', probability: 1 };
    const plain = augmented([], { epoch: 0, id: 'a' });
    expect(largestDifference(augmented([flip], { epoch: 0, id: 'a' }), plain)).toBeGreaterThan(0.1);
    expect(largestDifference(augmented([flip, flip], { epoch: 0, id: 'a' }), plain)).toBeLessThan(1e-6);
  });

  it('applies geometric transforms in the listed order', () => {
    const shift: Operation = { kind: 'affine', matrix: translation(3, 0) };
    const flip: Operation = { kind: 'affine', matrix: reflection('horizontal') };
    const back: Operation = { kind: 'affine', matrix: translation(-3, 0) };
    const shiftedThenFlipped = transformed([shift, flip]);
    expect(largestDifference(shiftedThenFlipped, transformed([flip, back]))).toBeLessThan(1e-6);
    expect(largestDifference(shiftedThenFlipped, transformed([flip, shift]))).toBeGreaterThan(0.1);
  });

  it('turns noise with the image when it is added before a geometric transform', () => {
    const noise: Operation = { kind: 'noise', sigma: 0.2, seed: 11 };
    const turn: Operation = { kind: 'affine', matrix: rotation(180) };
    const turnedBack = transformed([noise, turn, turn]);
    expect(largestDifference(turnedBack, transformed([noise]))).toBeLessThan(1e-5);
    expect(largestDifference(transformed([noise, turn]), transformed([turn, noise]))).toBeGreaterThan(0.1);
  });

  it('keeps the other draws of a sample when one setting changes', () => {
    const key = { epoch: 1, id: 'a' };
    const draw = (degrees: number) =>
      createAugmenter({ transforms: [{ kind: 'rotate', degrees }, everyTransform.shift], seed: 7 }, size).draw(key);
    expect(draw(5)[1]).toEqual(draw(50)[1]);
    expect(draw(5)[0]).not.toEqual(draw(50)[0]);
  });

  it('refuses pixels of another size and a target without room', () => {
    const augmenter = createAugmenter({ transforms: all, seed: 7 }, size);
    const key = { epoch: 0, id: 'a' };
    expect(() => augmenter.apply(new Uint8Array(5), key, new Float32Array(length), 0)).toThrow(AugmentError);
    expect(() => augmenter.apply(pixels, key, new Float32Array(length), 1)).toThrow(/images of 10×12×3.*360 bytes/s);
  });

  it('refuses settings outside their range, naming the one', () => {
    expect(() => createAugmenter({ transforms: [{ kind: 'rotate', degrees: 500 }], seed: 7 }, size)).toThrow(
      /transforms\[0\]\.degrees/,
    );
  });
});
