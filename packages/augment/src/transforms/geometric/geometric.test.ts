import { parse, transformSchema, type TransformOptions, type RawImage } from '@sightline/contracts';
import fc from 'fast-check';
import { createAugmenter } from '../../augmenter.ts';
import { AugmentError } from '../../errors.ts';
import type { Operation } from '../../operations/operation.ts';

function noise(width: number, height: number, channels: 1 | 3 = 1): RawImage {
  const pixels = Uint8Array.from(
    { length: width * height * channels },
    (_, index) => (index * 7919 + 13 * index ** 2) % 251,
  );
  return { pixels, width, height, channels };
}

const picture = noise(31, 22);

function applied(operations: Operation[], image = picture): RawImage {
  return createAugmenter({ transforms: [], seed: 0 }).apply({ image }, operations).image;
}

type OperationOf<Kind> = Extract<Operation, { kind: Kind }>;

/** What a transform draws for 1000 samples of a size; times that it was left out, it is not in the list. */
function draws<Kind extends TransformOptions['kind']>(
  transform: Extract<TransformOptions, { kind: Kind }>,
  size = { width: 64, height: 48 },
): OperationOf<Kind>[] {
  const augmenter = createAugmenter({ transforms: [transform], seed: 11 });
  return Array.from({ length: 1000 }, (_, epoch) =>
    augmenter.draw({ epoch, id: 'a' }, { ...size, channels: 3 }),
  ).flat() as OperationOf<Kind>[];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const quarter = (quarterTurns: number): Operation => ({ kind: 'rotate90', quarterTurns });
const still: OperationOf<'affine'> = {
  kind: 'affine',
  degrees: 0,
  translate: { x: 0, y: 0 },
  scale: { x: 1, y: 1 },
  shear: { x: 0, y: 0 },
  border: 'edge',
};

describe('rotate90, transpose and flip', () => {
  it('are the symmetries of a square, to the byte', () => {
    for (const image of [picture, noise(8, 13, 3)]) {
      expect(applied([quarter(1), quarter(1), quarter(1), quarter(1)], image)).toEqual(image);
      expect(applied([{ kind: 'transpose' }, { kind: 'transpose' }], image)).toEqual(image);
      expect(applied([quarter(1), quarter(2)], image)).toEqual(applied([quarter(3)], image));
      const mirrored = applied([{ kind: 'transpose' }, { kind: 'flip', axis: 'vertical' }], image);
      expect(mirrored).toEqual(applied([quarter(1)], image));
      expect(mirrored).toMatchObject({ width: image.height, height: image.width });
    }
  });

  it('turns counter-clockwise, as rotate does', () => {
    const square = noise(16, 16);
    expect(applied([quarter(1)], square)).toEqual(applied([{ kind: 'rotate', degrees: 90, border: 'edge' }], square));
    const dot = { ...noise(4, 4), pixels: new Uint8Array(16) };
    dot.pixels[3] = 255;
    expect(applied([quarter(1)], dot).pixels.indexOf(255)).toBe(0);
  });

  it('draws each number of turns as often', () => {
    for (const turns of [0, 1, 2, 3]) {
      const count = draws({ kind: 'rotate90' }).filter(({ quarterTurns }) => quarterTurns === turns).length;
      expect(Math.abs(count - 250)).toBeLessThan(60);
    }
  });
});

describe('affine', () => {
  it('is rotate, shift and their composition', () => {
    const turned = applied([{ kind: 'rotate', degrees: 20, border: 'edge' }]);
    expect(applied([{ ...still, degrees: 20 }])).toEqual(turned);
    const both: Operation[] = [
      { kind: 'rotate', degrees: 20, border: 'edge' },
      { kind: 'shift', x: 0.1, y: -0.2, border: 'edge' },
    ];
    expect(applied([{ ...still, degrees: 20, translate: { x: 0.1, y: -0.2 } }])).toEqual(applied(both));
  });

  it('is undone by its opposite', () => {
    const opposite = (number: number) => 1 / number;
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: -80, max: 80, noNaN: true }),
        (scale, degrees) => {
          const there = { ...still, degrees, scale: { x: scale, y: scale } };
          const back = { ...still, degrees: -degrees, scale: { x: opposite(scale), y: opposite(scale) } };
          expect(applied([there, back])).toEqual(picture);
          expect(
            applied([
              { ...still, shear: { x: degrees, y: 0 } },
              { ...still, shear: { x: -degrees, y: 0 } },
            ]),
          ).toEqual(picture);
        },
      ),
    );
  });

  it('draws one factor for both axes from one range, and one per axis from two', () => {
    for (const { scale, translate } of draws({ kind: 'affine', scale: 0.2, translate: { x: 0.1, y: [0, 0] } })) {
      expect(scale.x).toBe(scale.y);
      expect(scale.x).toBeGreaterThanOrEqual(0.8);
      expect(scale.x).toBeLessThan(1.2);
      expect(translate.y).toBe(0);
    }
    const apart = draws({ kind: 'affine', scale: { x: [0.5, 0.7], y: 0 }, shear: 5 });
    expect(apart.every(({ scale }) => scale.x < 0.7 && scale.y === 1)).toBe(true);
    expect(apart.some(({ shear }) => Math.abs(shear.x - shear.y) > 1)).toBe(true);
  });
});

describe('perspective', () => {
  it('without jitter leaves the image as it is', () => {
    const [drawn] = draws({ kind: 'perspective', jitter: 0 }, picture) as [Operation];
    expect(applied([drawn])).toEqual(picture);
  });

  it('without keepSize is as large as the longest sides between the corners', () => {
    const corners = { topLeft: [0.1, 0], topRight: [0.9, 0], bottomRight: [0.8, 0.5], bottomLeft: [0.2, 0.5] };
    const cut = { kind: 'perspective', corners, keepSize: false, border: 'edge' } as Operation;
    expect(applied([cut], noise(100, 60))).toMatchObject({ width: 80, height: 31 });
  });
});

describe('crop', () => {
  it('cuts out so many pixels, anywhere or in the centre', () => {
    const drawn = draws({ kind: 'crop', width: 60, height: 48 });
    expect(new Set(drawn.map(({ x }) => x))).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(new Set(drawn.map(({ y }) => y))).toEqual(new Set([0]));
    expect(draws({ kind: 'crop', width: 31, height: 21, position: 'center' })[0]).toMatchObject({ x: 16, y: 13 });
    expect(draws({ kind: 'crop', fraction: 0.5 })[0]).toMatchObject({ width: 32, height: 24 });
    const part = applied([{ kind: 'crop', x: 5, y: 3, width: 4, height: 2 }]);
    expect([...part.pixels.subarray(0, 4)]).toEqual([...picture.pixels.subarray(98, 102)]);
  });

  it('refuses images that are smaller, and says what helps', () => {
    expect(() => draws({ kind: 'crop', width: 65, height: 10 })).toThrow(AugmentError);
    expect(() => draws({ kind: 'crop', width: 65, height: 10 })).toThrow(/64×48.*65×10.*pad/s);
  });

  it('is refused without a size, and with two', () => {
    expect(() => parse(transformSchema, { kind: 'crop', width: 3 }, 'it')).toThrow(/a width and a height/);
    expect(() => parse(transformSchema, { kind: 'crop', width: 3, height: 3, fraction: 0.5 }, 'it')).toThrow(
      /or a fraction/,
    );
    expect(() => parse(transformSchema, { kind: 'resize' }, 'it')).toThrow(/shortSide/);
    expect(() => parse(transformSchema, { kind: 'pad', border: 'edge' }, 'it')).toThrow(/amount/);
  });
});

describe('randomResizedCrop', () => {
  it('draws areas uniformly and ratios log-uniformly, inside the image', () => {
    const size = { width: 1000, height: 1000 };
    const drawn = draws({ kind: 'randomResizedCrop', width: 10, height: 12, scale: [0.2, 0.4] }, size);
    const areas = drawn.map(({ part }) => (part.width * part.height) / 1e6);
    expect(Math.min(...areas)).toBeGreaterThan(0.199);
    expect(Math.max(...areas)).toBeLessThan(0.401);
    expect(Math.abs(mean(areas) - 0.3)).toBeLessThan(0.006);
    const ratios = drawn.map(({ part }) => Math.log(part.width / part.height));
    expect(Math.max(...ratios.map(Math.abs))).toBeLessThan(Math.log(4 / 3) + 0.01);
    expect(Math.abs(mean(ratios))).toBeLessThan(0.02);
    // Of a uniform distribution: its width / √12.
    expect(
      Math.abs(Math.sqrt(mean(ratios.map((ratio) => ratio ** 2))) - Math.log(16 / 9) / Math.sqrt(12)),
    ).toBeLessThan(0.01);
    for (const { part, width, height } of drawn) {
      expect([width, height]).toEqual([10, 12]);
      expect(Math.min(part.x, part.y, 1000 - part.x - part.width, 1000 - part.y - part.height)).toBeGreaterThanOrEqual(
        0,
      );
    }
  });

  it('keeps the image size when none is asked for, and falls back to the centre where nothing fits', () => {
    const wide = draws({ kind: 'randomResizedCrop', scale: 1, ratio: [0.75, 1.25] }, { width: 200, height: 40 });
    for (const drawn of wide) {
      expect(drawn).toMatchObject({ part: { x: 75, y: 0, width: 50, height: 40 }, width: 200, height: 40 });
    }
    const tall = draws({ kind: 'randomResizedCrop', scale: 1, ratio: 0.5 }, { width: 40, height: 200 });
    expect(tall[0]).toMatchObject({ part: { x: 0, y: 60, width: 40, height: 80 } });
  });
});

describe('resize and pad', () => {
  it('reach the size that is asked for', () => {
    expect(draws({ kind: 'resize', shortSide: 24 })[0]).toMatchObject({ width: 32, height: 24 });
    expect(draws({ kind: 'resize', width: 7, height: 9 })[0]).toMatchObject({ width: 7, height: 9 });
    expect(draws({ kind: 'pad', width: 67, height: 40 })[0]).toMatchObject({ left: 1, top: 0, right: 2, bottom: 0 });
    expect(draws({ kind: 'pad', amount: { top: 4 } })[0]).toMatchObject({ left: 0, top: 4, right: 0, bottom: 0 });
    expect(draws({ kind: 'pad', amount: 2 })[0]).toMatchObject({ left: 2, top: 2, right: 2, bottom: 2 });
  });

  it('a crop takes off what a pad added', () => {
    const { width, height } = picture;
    for (const border of ['constant', 'edge', 'reflect'] as const) {
      const padded: Operation = { kind: 'pad', left: 4, top: 5, right: 1, bottom: 2, border };
      expect(applied([padded, { kind: 'crop', x: 4, y: 5, width, height }])).toEqual(picture);
    }
  });
});

describe('elastic, gridDistortion and opticalDistortion', () => {
  it('leave the image as it is when they are given nothing to do', () => {
    for (const transform of [
      { kind: 'elastic', alpha: 0 },
      { kind: 'gridDistortion', limit: 0 },
      { kind: 'opticalDistortion', distortion: 0 },
    ] satisfies TransformOptions[]) {
      expect(applied(draws<never>(transform as never, picture).slice(0, 1))).toEqual(picture);
    }
  });

  it('draws columns and rows whose fractions sum to one', () => {
    for (const { columns, rows } of draws({ kind: 'gridDistortion', steps: 4, limit: 0.5 })) {
      expect([columns.length, rows.length]).toEqual([4, 4]);
      expect(columns.reduce((sum, fraction) => sum + fraction, 0)).toBeCloseTo(1);
      expect(Math.max(...rows) / Math.min(...rows)).toBeLessThan(3);
    }
  });

  it('displaces more by a larger alpha, and alike by the same seed', () => {
    const ramp = { ...noise(40, 40), pixels: Uint8Array.from({ length: 1600 }, (_, index) => 5 * (index % 40)) };
    const bent = (alpha: number, seed: number) =>
      applied([{ kind: 'elastic', alpha, sigma: 4, seed, border: 'edge' }], ramp);
    const moved = (alpha: number) =>
      mean([...bent(alpha, 1).pixels].map((level, at) => Math.abs(level - (ramp.pixels[at] as number))));
    expect(moved(40)).toBeGreaterThan(1.5 * moved(20));
    expect(bent(20, 1)).toEqual(bent(20, 1));
    expect(bent(20, 1)).not.toEqual(bent(20, 2));
  });
});
