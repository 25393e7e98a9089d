import type { MixOptions } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import { AugmentError } from '../errors.ts';
import { apply, sampleOf, samples } from './mix-sample.fixture.ts';
import type { MixSample } from './mixer.ts';
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
      augmenter.mix(samples[1] as MixSample, list, (number) => samples[number] as MixSample);
    expect(play(JSON.parse(JSON.stringify(operations)))).toEqual(play(operations));
    expect(play([])).toBe(samples[1]);
  });

  it('leaves what is drawn for pictures as it is', () => {
    const draw = (mix: MixOptions[]) =>
      createAugmenter({ transforms: [{ kind: 'rotate', degrees: 20 }], mix, seed: 3 }).draw(
        { epoch: 1, id: 'a' },
        sampleOf(0).frame.image,
      );
    expect(draw([])).toEqual(draw([{ kind: 'mixUp' }]));
  });

  it('drops boxes of which less is left than asked', () => {
    const box = { label: 'it', x: 0, y: 0, width: 1, height: 1 };
    const boxed = [0, 1, 2, 3].map((number) => sampleOf(number, { boxes: [box] }));
    const operation: MixOperation = { kind: 'mosaic', x: 0.5, y: 0.3, order: [0, 1, 2, 3], partners: [1, 2, 3] };
    const labels = (minVisibility: number) =>
      createAugmenter({ transforms: [], boxes: { minVisibility }, seed: 0 }).mix(
        boxed[0] as MixSample,
        [operation],
        (number) => boxed[number] as MixSample,
      ).frame.boxes;
    expect([0, 0.2, 0.4].map((minVisibility) => labels(minVisibility)?.length)).toEqual([4, 2, 0]);
  });

  it('refuses partners of another size, and a split without samples', () => {
    const other = { ...sampleOf(1), target: new Float32Array(3) };
    expect(() => apply({ kind: 'mixUp', lambda: 0.5, partners: [1] }, [sampleOf(0), other])).toThrow(AugmentError);
    expect(() => apply({ kind: 'mixUp', lambda: 0.5, partners: [1] }, [sampleOf(0), other])).toThrow(
      /3 classes.*4 classes/s,
    );
    expect(() =>
      createAugmenter({ transforms: [], mix: [{ kind: 'mixUp' }], seed: 0 }).drawMix({ epoch: 0, id: 'a' }, 0),
    ).toThrow(/Received 0/);
  });
});
