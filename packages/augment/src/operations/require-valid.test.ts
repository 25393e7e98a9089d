import type { Box, RawImage } from '@sightline/contracts';
import { createAugmenter, type DrawKey } from '../augmenter.ts';
import { AugmentError } from '../errors.ts';
import type { Operation } from './operation.ts';

const size = { width: 12, height: 10, channels: 3 } as const;
const length = size.width * size.height * size.channels;
const image: RawImage = { ...size, pixels: Uint8Array.from({ length }, (_, index) => (index * 37) % 256) };
const key: DrawKey = { epoch: 0, id: 'a' };

describe('an augmenter', () => {
  it('refuses images whose pixels are not of their size', () => {
    const augmenter = createAugmenter({ transforms: [], seed: 7 });
    const wrong = { ...image, pixels: new Uint8Array(5) };
    expect(() => augmenter.writeInto(wrong, key, new Float32Array(length), 0)).toThrow(AugmentError);
    expect(() => augmenter.apply({ image: wrong }, [])).toThrow(/5 bytes.*10×12×3.*360/s);
  });

  it('refuses pixels that are not bytes, and says how to make them', () => {
    const augmenter = createAugmenter({ transforms: [], seed: 7 });
    const { pixels } = image;
    const types: { name: string; from(values: Iterable<number>): object }[] = [
      Float32Array,
      Float64Array,
      Uint16Array,
      Int8Array,
      Array,
    ];
    for (const numbers of types) {
      const fractions = Array.from(pixels, (value) => value / 255);
      const wrong = { ...image, pixels: numbers.from(fractions) as Uint8Array };
      const refused = new RegExp(`pixels of type ${numbers.name}. Allowed: a Uint8Array of 0 to 255.*fraction \\* 255`);
      expect(() => augmenter.apply({ image: wrong }, [])).toThrow(refused);
      expect(() => augmenter.applyToClip([{ image: wrong }], [])).toThrow(refused);
      expect(() => augmenter.writeInto(wrong, key, new Float32Array(length), 0)).toThrow(refused);
      expect(() => augmenter.apply({ image, mask: { ...wrong, channels: 1 } }, [])).toThrow(refused);
    }
    const expected = augmenter.apply({ image }, []);
    for (const bytes of [Buffer.from(pixels), Uint8ClampedArray.from(pixels) as unknown as Uint8Array])
      expect([...augmenter.apply({ image: { ...image, pixels: bytes } }, []).image.pixels]).toEqual([
        ...expected.image.pixels,
      ]);
  });

  it('refuses targets without room, masks of another size, boxes in pixels and operations that do not exist', () => {
    const augmenter = createAugmenter({ transforms: [], seed: 7 });
    expect(() => augmenter.writeInto(image, key, new Float32Array(length), 1)).toThrow(
      /360 floats to write 360 to at offset 1/,
    );
    const mask: RawImage = { width: 5, height: 2, channels: 1, pixels: new Uint8Array(10) };
    expect(() => augmenter.apply({ image, mask }, [])).toThrow(/mask of 2×5×1 for an image of 10×12/);
    const box: Box = { label: 'cat', x: 4, y: 2, width: 5, height: 5 };
    expect(() => augmenter.apply({ image, boxes: [box] }, [])).toThrow(/"cat" at .*divide pixels by 12 and 10/);
    const unknown = [{ kind: 'rotat' }] as never;
    expect(() => augmenter.apply({ image }, unknown)).toThrow(/Did you mean "rotate"\? Allowed: rotate, shift/);
    const chained: Operation = { kind: 'augMix', chains: [unknown], weights: [1], mix: 0.5 };
    expect(() => augmenter.apply({ image }, [chained])).toThrow(/Did you mean "rotate"/);
    expect(() => augmenter.apply({ image }, [{}] as never)).toThrow(/of kind ""\. Allowed/);
    const sample = { frames: [{ image }], of: [{ sample: 'a', fraction: 1 }] };
    expect(() => augmenter.mix(sample, [{ kind: 'cutmix' }] as never, () => sample)).toThrow(/Did you mean "cutMix"/);
  });
});
