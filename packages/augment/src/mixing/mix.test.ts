import type { MixOptions } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import { AugmentError } from '../errors.ts';
import { apply, frameOf, type Numbered, numbered, samples } from './example.fixture.ts';
import type { MixOperation } from './mixers.ts';

describe('mix', () => {
  it('applies mixings one after the other, and replays them from JSON', () => {
    const augmenter = createAugmenter({
      transforms: [],
      mix: [{ kind: 'mosaic' }, { kind: 'mixUp', alpha: 1 }],
      seed: 3,
    });
    const operations = augmenter.drawMix({ epoch: 4, id: 'b' }, 4);
    expect(operations.map(({ kind }) => kind)).toEqual(['mosaic', 'mixUp']);
    const play = (list: MixOperation[]) =>
      augmenter.mix(samples[1] as Numbered, list, (number) => samples[number] as Numbered);
    expect(play(JSON.parse(JSON.stringify(operations)))).toEqual(play(operations));
    expect(play([])).toBe(samples[1]);
  });

  it('leaves what is drawn for pictures as it is', () => {
    const draw = (mix: MixOptions[]) =>
      createAugmenter({ transforms: [{ kind: 'rotate', degrees: 20 }], mix, seed: 3 }).draw(
        { epoch: 1, id: 'a' },
        frameOf(numbered(0)).image,
      );
    expect(draw([])).toEqual(draw([{ kind: 'mixUp' }]));
  });

  it('drops boxes of which less is left than asked', () => {
    const box = { label: 'it', x: 0, y: 0, width: 1, height: 1 };
    const boxed = [0, 1, 2, 3].map((number) => numbered(number, { boxes: [box] }));
    const operation: MixOperation = { kind: 'mosaic', x: 0.5, y: 0.3, order: [0, 1, 2, 3], partners: [1, 2, 3] };
    const labels = (minVisibility: number) =>
      frameOf(
        createAugmenter({ transforms: [], boxes: { minVisibility }, seed: 0 }).mix(
          boxed[0] as Numbered,
          [operation],
          (number) => boxed[number] as Numbered,
        ),
      ).boxes;
    expect([0, 0.2, 0.4].map((minVisibility) => labels(minVisibility)?.length)).toEqual([4, 2, 0]);
  });

  it('mixes clips frame by frame, by the same parameters', () => {
    const clipOf = (number: number): Numbered => ({
      frames: [number, number + 1].flatMap((shade) => numbered(shade).frames),
      of: [{ sample: number, fraction: 1 }],
    });
    const { frames, of } = apply({ kind: 'mixUp', lambda: 0.75, partners: [1] }, [clipOf(0), clipOf(2)]);
    expect(frames.map(({ image }) => image.pixels[0])).toEqual([30, 90]);
    expect(of).toEqual([
      { sample: 0, fraction: 0.75 },
      { sample: 2, fraction: 0.25 },
    ]);
  });

  it('counts a sample once that is mixed with itself, and none that nothing is left of', () => {
    const [one, other] = [numbered(1), numbered(2)];
    expect(apply({ kind: 'mixUp', lambda: 0.3, partners: [1] }, [one, one]).of).toEqual([{ sample: 1, fraction: 1 }]);
    expect(apply({ kind: 'mixUp', lambda: 1, partners: [1] }, [one, other]).of).toEqual(one.of);
  });

  it('refuses partners of another size or length, and a split without samples', () => {
    const [operation, sample] = [{ kind: 'mixUp', lambda: 0.5, partners: [1] } as const, numbered(0)];
    const longer = { ...sample, frames: [...sample.frames, ...sample.frames] };
    expect(() => apply({ ...operation, partners: [1] }, [sample, longer])).toThrow(AugmentError);
    expect(() => apply({ ...operation, partners: [1] }, [sample, longer])).toThrow(/2 frames of .* 1 frames of/s);
    expect(() =>
      createAugmenter({ transforms: [], mix: [{ kind: 'mixUp' }], seed: 0 }).drawMix({ epoch: 0, id: 'a' }, 0),
    ).toThrow(/Received 0/);
  });
});
