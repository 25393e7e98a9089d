import type { TransformOptions, RawImage } from '@sightline/contracts';
import fc from 'fast-check';
import { createAugmenter } from '../../augmenter.ts';
import type { Operation } from '../../operations/operation.ts';

const augmenter = createAugmenter({ transforms: [], seed: 0 });
const apply = (image: RawImage, ...operations: Operation[]) => augmenter.apply({ image }, operations).image;

function someImage(channels: 1 | 3): fc.Arbitrary<RawImage> {
  return fc
    .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
    .chain(({ width, height }) => {
      const length = width * height * channels;
      return fc
        .uint8Array({ minLength: length, maxLength: length })
        .map((pixels) => ({ width, height, channels, pixels }));
    });
}
const anyImage = fc.constantFrom<1 | 3>(1, 3).chain(someImage);

/** The operations of each of that many epochs. */
function drawn(transform: TransformOptions, channels: 1 | 3 = 3, epochs = 600): Operation[] {
  const { draw } = createAugmenter({ transforms: [transform], seed: 7 });
  const size = { width: 8, height: 8, channels };
  return Array.from({ length: epochs }, (_, epoch) => draw({ epoch, id: 'a' }, size)).flat();
}

describe('colour transforms', () => {
  it('change nothing at the settings that say so', () => {
    const still: Operation[] = [
      { kind: 'brightness', factor: 1 },
      { kind: 'contrast', factor: 1 },
      { kind: 'saturation', factor: 1 },
      { kind: 'hue', shift: 0 },
      { kind: 'brightnessContrast', brightness: 0, contrast: 1 },
      { kind: 'rgbShift', red: 0, green: 0, blue: 0 },
      { kind: 'gamma', gamma: 1 },
      { kind: 'posterize', bits: 8 },
      { kind: 'channelShuffle', order: [0, 1, 2] },
      { kind: 'channelDropout', channels: [], fill: 0 },
      { kind: 'sharpness', factor: 1 },
    ];
    fc.assert(
      fc.property(someImage(3), fc.constantFrom(...still), (image, operation) => {
        expect(apply(image, operation)).toEqual(image);
      }),
    );
  });

  it.each<Operation>([
    { kind: 'saturation', factor: 0 },
    { kind: 'hue', shift: 0.3 },
    { kind: 'rgbShift', red: 0.2, green: 0.2, blue: 0.2 },
    { kind: 'grayscale' },
    ...drawn({ kind: 'channelShuffle' }, 1, 1),
    ...drawn({ kind: 'channelDropout' }, 1, 1),
  ])('leave an image of one channel as it is: $kind', (operation) => {
    fc.assert(fc.property(someImage(1), (image) => expect(apply(image, operation)).toEqual(image)));
  });

  it('undo themselves: invert twice, posterize of what is posterized, a hue turned there and back', () => {
    fc.assert(
      fc.property(anyImage, (image) => {
        expect(apply(image, { kind: 'invert' }, { kind: 'invert' })).toEqual(image);
        const few = apply(image, { kind: 'posterize', bits: 3 });
        expect(apply(few, { kind: 'posterize', bits: 3 })).toEqual(few);
        expect(apply(image, { kind: 'solarize', threshold: 0 })).toEqual(apply(image, { kind: 'invert' }));
        const back = apply(image, { kind: 'hue', shift: 0.3 }, { kind: 'hue', shift: -0.3 });
        for (const [index, value] of back.pixels.entries()) {
          expect(Math.abs(value - (image.pixels[index] as number))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('give the same in one go as one at a time, for those that look bytes up', () => {
    const some: Operation[] = [
      { kind: 'gamma', gamma: 0.6 },
      { kind: 'toneCurve', low: 0.1, high: 0.8 },
      { kind: 'posterize', bits: 5 },
      { kind: 'solarize', threshold: 0.4 },
    ];
    fc.assert(
      fc.property(anyImage, fc.shuffledSubarray(some), (image, operations) => {
        const alone = operations.reduce((changed, operation) => apply(changed, operation), image);
        expect(apply(image, ...operations)).toEqual(alone);
      }),
    );
  });

  it('turn red to green by a third of the circle, and to cyan by half of it', () => {
    const red: RawImage = { width: 1, height: 1, channels: 3, pixels: Uint8Array.of(240, 20, 20) };
    expect([...apply(red, { kind: 'hue', shift: 1 / 3 }).pixels]).toEqual([20, 240, 20]);
    expect([...apply(red, { kind: 'hue', shift: -1 / 3 }).pixels]).toEqual([20, 20, 240]);
    expect([...apply(red, { kind: 'hue', shift: 0.5 }).pixels]).toEqual([20, 240, 240]);
  });

  it('keep the brightest and the darkest channel of each pixel when they turn the hue', () => {
    fc.assert(
      fc.property(someImage(3), fc.double({ min: -0.5, max: 0.5, noNaN: true }), (image, shift) => {
        const { pixels } = apply(image, { kind: 'hue', shift });
        for (let index = 0; index < pixels.length; index += 3) {
          const [before, after] = [image.pixels, pixels].map((each) => [...each.subarray(index, index + 3)]);
          expect([Math.min(...after!), Math.max(...after!)]).toEqual([Math.min(...before!), Math.max(...before!)]);
        }
      }),
    );
  });

  it('stretch to black and white, but for channels of one value', () => {
    const stretching: Operation[] = [{ kind: 'autocontrast' }, { kind: 'equalize' }];
    fc.assert(
      fc.property(anyImage, fc.constantFrom(...stretching), (image, operation) => {
        const { pixels } = apply(image, operation);
        for (let channel = 0; channel < image.channels; channel++) {
          const ofChannel = (values: Uint8Array) => values.filter((_, index) => index % image.channels === channel);
          const [before, after] = [ofChannel(image.pixels), ofChannel(pixels)];
          const isFlat = new Set(before).size === 1;
          const ends = isFlat ? [before[0], before[0]] : [0, 255];
          expect([Math.min(...after), Math.max(...after)]).toEqual(ends);
        }
      }),
    );
  });

  it('equalize images smaller than their tiles', () => {
    fc.assert(
      fc.property(anyImage, fc.integer({ min: 1, max: 64 }), (image, tiles) => {
        const changed = apply(image, { kind: 'clahe', clipLimit: 2, columns: tiles, rows: tiles });
        expect(changed.pixels).toHaveLength(image.pixels.length);
      }),
    );
  });

  it('shuffle channels to each order as often, and drop any of them as often', () => {
    const orders = new Map<string, number>();
    const drops = new Map<string, number>();
    for (const each of [...drawn({ kind: 'channelShuffle' }), ...drawn({ kind: 'channelDropout', count: [1, 2] })]) {
      if (each.kind === 'channelShuffle') orders.set(each.order.join(), (orders.get(each.order.join()) ?? 0) + 1);
      if (each.kind === 'channelDropout') drops.set(each.channels.join(), (drops.get(each.channels.join()) ?? 0) + 1);
    }
    expect([orders.size, drops.size]).toEqual([6, 6]);
    for (const count of [...orders.values(), ...drops.values()]) expect(Math.abs(count - 100)).toBeLessThan(45);
  });
});
